/**
 * The version of everything that crosses to the central. A test hashes the schemas of the registry: when it
 * fails, raise the number here and write one line of history.
 *
 * 1: first version.
 * 2: a desk learns the key that signs receipts; an outbox may travel as a file (bundle.ts).
 * 3: the feed says what a hall's rows add up to; a copy says whose it is and how long; a request says its version.
 * 4: a desk declares acts that it has lost, tells what its storage had to say, and learns the office's recovery key.
 * 5: a copy says how much of the asking desk the central has, so that a restored one is sent what it lost.
 * 6: what a desk sends says which feed it reads, so that a restored central can send it back to copy first.
 * 7: a hall's list of store reports has no name for a desk that works elsewhere by now; a receipt says why it ends.
 */
export const PROTOCOL_VERSION = 7

/** What a desk must speak to be answered; one that says nothing of its version is older than 3. */
export const OLDEST_PROTOCOL = 1
