//go:build !servers

package servertest

// Kinds are the servers that the tests drive: those of the first tier, and with
// the build tag "servers" those of the second instead.
func Kinds() []Kind { return FirstTier() }
