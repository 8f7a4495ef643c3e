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
 * 7: another act under an id that was taken is answered 422, a receipt says why it ends, and a page of a copy whose it is.
 * 8: a copy begins with where the device's chain ends at the central, so that a second disk is found out.
 * 9: an act that is sent once more hears what became of it in a hall that its desk has left.
 * 10: a desk that has nothing yet may take its hall in one piece.
 */
export const PROTOCOL_VERSION = 10

/** From this version on a desk understands what version 7 brought; older ones are answered as before. */
export const STOPS_SAID = 7

/** What a desk must speak to be answered; one that says nothing of its version is older than 3. */
export const OLDEST_PROTOCOL = 1
