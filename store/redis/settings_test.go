package redis

import (
	"strings"
	"testing"
)

func TestOldServersAreRefused(t *testing.T) {
	for version, old := range map[string]bool{
		"2.8.24": true, "5.0.14": true, "6.0.16": true, "6.2.0": false, "7.0.15": false, "10.1.0": false, "": true, "unstable": true,
	} {
		err := unfit(server{info: map[string]string{"redis_version": version}}, Config{})
		if got := err != nil && strings.Contains(err.Error(), "too old"); got != old {
			t.Errorf("version %q: %v", version, err)
		}
	}
}

func TestOnlyReplicasThatFollowCount(t *testing.T) {
	s := server{info: map[string]string{
		"slave0": "ip=10.0.0.1,port=6379,state=wait_bgsave,offset=0,lag=0",
		"slave1": "ip=fd00::1,port=6380,state=online,offset=28,lag=1",
	}}
	if got := s.replicas(); len(got) != 1 || got[0] != "[fd00::1]:6380" {
		t.Errorf("got %q", got)
	}
}
