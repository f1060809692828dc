//go:build long

package archive_test

import "testing"

func TestMovingManyBookingsToRedisAndBack(t *testing.T) { moves(t, 100_000) }
