//! Sets what the linker needs to make a Node addon.

fn main() {
    napi_build::setup();
}
