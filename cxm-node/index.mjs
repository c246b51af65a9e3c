import cxm from './index.js'

export const { CxmError, version } = cxm
