/** What the key check of `desk.key` and `desk.head` is the HMAC of; whoever has the database key can compare it. */
export const KEY_CHECK_TEXT = 'hall-desk key check 1'
