// Opens a desk's database, salvaging or migrating it on the way; whoever started this process may end it anywhere.
import { openOrSalvage } from '../../../src/worker/salvage/open-or-salvage.ts'

const [directory = '', key = ''] = process.argv.slice(2)
process.stdout.write('begin\n')
const database = await openOrSalvage(directory, key, Date.now())
await database.close()
process.stdout.write('opened\n')
