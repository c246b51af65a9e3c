'use strict'

/** The package that holds the compiled half for this machine, as napi names it. */
function platformPackage() {
  const { platform, arch } = process
  if (platform === 'linux') {
    const gnu = process.report.getReport().header.glibcVersionRuntime
    return `cxm-linux-${arch}-${gnu ? 'gnu' : 'musl'}`
  }
  return platform === 'win32' ? `cxm-win32-${arch}-msvc` : `cxm-${platform}-${arch}`
}

try {
  module.exports = require('./bindings.js')
} catch (cause) {
  throw new Error(
    `cxm has no compiled half for ${process.platform} ${process.arch}: the package ${platformPackage()} is missing or does not load. ` +
      'Install without --omit=optional, or in a checkout: npm install && npm run build',
    { cause },
  )
}
