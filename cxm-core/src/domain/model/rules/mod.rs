//! Every rule of the model: its id, its severity, where it is broken and how to mend it.

mod alert_rule;
mod check;
mod flow;
mod goal;
mod ids;
mod journey;
mod metric;
mod persona;
mod program;
mod survey;
mod touchpoint;
mod tree;

pub(super) use check::check;
