# make test    installs what the tests need, then runs them all against real servers on loopback
# make test-servers   the same for the calendar servers that want root: DAViCal, SOGo, sabre/dav
# make test-long   what takes too long for every day: a million operations, races, crashes at every step
# make check   format, vet, modernizers, staticcheck, dead code, generated files
# make bench   speed, as ratios against something in the same run
# make build   the static binary, in build/escale

.PHONY: test test-servers test-long check bench build generate packages browser
.DELETE_ON_ERROR:

export CGO_ENABLED = 0
TOOL = go tool -modfile=tools.mod

# A command that the tests start, and the Debian package it comes from.
NEEDS = radicale:radicale xandikos:xandikos chromium:chromium vdirsyncer:vdirsyncer khal:khal \
        node:nodejs npm:npm strace:strace gcc:gcc mkfs.ext4:e2fsprogs mount:mount redis-server:redis-server redis-cli:redis-tools
# Python modules likewise, for Debian's own interpreter.
MODULES = aiosmtpd:python3-aiosmtpd caldav:python3-caldav icalendar:python3-icalendar
# And a file, for what is no command: the fonts the pages are looked at with, a
# reader of calendars in C to compare ours with, and the parts of Cyrus.
FILES = /usr/share/fonts/truetype/noto/NotoSans-Regular.ttf:fonts-noto-core \
        /usr/include/libical/ical.h:libical-dev /usr/include/stdio.h:libc6-dev \
        /usr/share/zoneinfo/Europe/Paris:tzdata \
        /usr/lib/cyrus/bin/imapd:cyrus-imapd /usr/lib/cyrus/bin/httpd:cyrus-caldav \
        /usr/sbin/saslpasswd2:sasl2-bin /usr/lib/*/sasl2/libplain.so:libsasl2-modules

test: packages browser
	go test -timeout 20m ./...

# What runs on every server has Servers in its name; the build tag chooses which.
test-servers: NEEDS = php:php-cli memcached:memcached setpriv:util-linux
test-servers: MODULES =
test-servers: FILES = /usr/lib/postgresql/*/bin/postgres:postgresql /usr/sbin/sogod:sogo \
        /usr/share/davical/dba/create-database.sh:davical /usr/share/php/Sabre/DAV/Server.php:php-sabre-dav \
        /usr/lib/php/*/pdo_pgsql.so:php-pgsql /usr/lib/php/*/pdo_sqlite.so:php-sqlite3 /usr/lib/php/*/curl.so:php-curl \
        /usr/lib/php/*/dom.so:php-xml /usr/lib/php/*/mbstring.so:php-mbstring
test-servers: packages
	@test "$$(id -u)" = 0 || { echo "SOGo and PostgreSQL run as users of their own, which only root can give them: run make test-servers as root."; exit 1; }
	go test -count=1 -timeout 20m -tags servers -run Servers ./calendars/... ./cmd/escale

test-long: packages browser
	go test -count=1 -tags long -timeout 120m ./...

check:
	@test -z "$$($(TOOL) gofumpt -l $$(git ls-files '*.go'))" || { $(TOOL) gofumpt -d $$(git ls-files '*.go'); exit 1; }
	go vet ./...
	go vet -tags servers ./deploy/... ./calendars/... ./cmd/escale
	go vet -tags long ./...
	@out=$$(go fix -diff ./... && go fix -tags servers -diff ./deploy/...); test -z "$$out" || { echo "$$out"; exit 1; }
	$(TOOL) staticcheck ./...
	$(TOOL) staticcheck -tags servers ./deploy/... ./calendars/... ./cmd/escale
	$(TOOL) staticcheck -tags long ./scheduling/... ./store/... ./cmd/escale
	@out=$$($(TOOL) deadcode -test ./...) && test -z "$$out" || { echo "$$out"; exit 1; }
	@$(MAKE) --no-print-directory generate
	git diff --exit-code -- deploy README.md

bench:
	go test -run '^$$' -bench . -benchmem ./scheduling/... ./calendars/... ./store/... ./bot/... ./evaluation/... ./cmd/...

build:
	go build -trimpath -ldflags '-s -w' -o build/escale ./cmd/escale

# What is written by the program itself.
generate:
	go run ./cmd/escale config > deploy/escale.yaml.new && mv deploy/escale.yaml.new deploy/escale.yaml
	go test -count=1 -run TestReadmeShowsTheCommands ./cmd/escale -args -update

packages:
	@missing=''; \
	for n in $(NEEDS); do command -v $${n%%:*} >/dev/null 2>&1 || missing="$$missing $${n##*:}"; done; \
	for m in $(MODULES); do /usr/bin/python3 -c "import $${m%%:*}" >/dev/null 2>&1 || missing="$$missing $${m##*:}"; done; \
	for f in $(FILES); do test -e $${f%%:*} || missing="$$missing $${f##*:}"; done; \
	test -z "$$missing" || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends $$missing; \
	  else echo "The tests need these Debian packages: apt-get install$$missing"; exit 1; fi; }

# The accessibility checker and the Telegram emulator, which nobody here wrote.
browser: packages
	@for d in $$(git ls-files '*/package-lock.json' | xargs -r -n1 dirname); do \
	  test -d $$d/node_modules && test $$d/node_modules -nt $$d/package-lock.json || \
	  (cd $$d && npm ci --no-audit --no-fund --silent && touch node_modules) || exit 1; done
