// Run by Node 24 for the scripts that may themselves run on Node 20: what can open the desk here, as one line of JSON.
import { runtime } from '../src/host/runtime.ts'

console.log(JSON.stringify(runtime()))
