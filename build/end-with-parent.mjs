// Preloaded into the central by the scripts that start it: its standard input is a pipe that closes when they end,
// however they end, and a central that nobody sees any more should end with them.
process.stdin.once('end', () => process.kill(process.pid, 'SIGTERM'))
process.stdin.resume()
