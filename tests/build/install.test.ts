import { describe, expect, it } from 'vitest'
import { findStalePackages } from '../../build/install.mjs'

const here = { os: [process.platform], cpu: [process.arch] }

describe('the look at what npm installed', () => {
  it('is content when every package is there', () => {
    const wanted = { '': {}, 'node_modules/vue': { version: '3.5.0' } }
    expect(findStalePackages(wanted, { 'node_modules/vue': { version: '3.5.0' } })).toEqual([])
  })

  it('finds what is missing and what is of another version', () => {
    const wanted = { 'node_modules/vue': { version: '3.5.0' }, 'node_modules/pg': { version: '8.0.0' } }
    const present = { 'node_modules/pg': { version: '7.0.0' } }
    expect(findStalePackages(wanted, present)).toEqual(['node_modules/vue', 'node_modules/pg'])
  })

  it('wants the optional packages of this machine and no others', () => {
    const wanted = {
      'node_modules/node-here': { version: '24.0.0', optional: true, ...here },
      'node_modules/node-elsewhere': { version: '24.0.0', optional: true, os: ['aix'], cpu: ['ppc'] },
      'node_modules/some-libc': { version: '1.0.0', optional: true, ...here, libc: ['musl'] },
      'node_modules/fringe': { version: '1.0.0', optional: true },
    }
    expect(findStalePackages(wanted, {})).toEqual(['node_modules/node-here'])
  })

  it('reads a platform that a package wrote as plain text', () => {
    const wanted = { 'node_modules/a': { version: '1.0.0', optional: true, os: process.platform, cpu: process.arch } }
    expect(findStalePackages(wanted, {})).toEqual(['node_modules/a'])
  })
})
