<?php
// A CalDAV server with what Nextcloud does otherwise than the sabre/dav that it is
// built on, as far as an account meets it with which calendars are shared. All that
// the first account has is shared with the second; what is named "Lecture", for
// reading. With an argument it makes the database.
error_reporting(E_ALL & ~E_DEPRECATED);
date_default_timezone_set('UTC');
require 'Sabre/autoload.php';

use Sabre\CalDAV;
use Sabre\DAV;

const OWNER = '{http://owncloud.org/ns}owner-principal';
const READ_ONLY = '{http://owncloud.org/ns}read-only';
const TOKEN = 'http://sabre.io/ns/sync/';
const OBFUSCATED = ['DTSTART', 'DTEND', 'DURATION', 'RRULE', 'RDATE', 'EXDATE', 'RECURRENCE-ID', 'CREATED', 'CLASS', 'UID', 'SUMMARY'];

$db = new PDO('sqlite:' . getenv('SABRE_DATABASE'));
$db->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_EXCEPTION);
$db->exec('PRAGMA busy_timeout = 10000');
if (PHP_SAPI === 'cli') {
    $db->exec('
        CREATE TABLE calendarobjects (id integer primary key asc, calendardata blob, uri text, calendarid integer,
            lastmodified integer, etag text, size integer, componenttype text, firstoccurence integer, lastoccurence integer,
            UNIQUE (calendarid, uri));
        CREATE TABLE trash (calendarid integer, uri text, uid text);
        CREATE TABLE changes (id integer primary key asc, calendarid integer, uri text, gone integer);
        CREATE TABLE calendars (id integer primary key asc, principaluri text, displayname text, uri text, ctag integer,
            description text, calendarorder integer, calendarcolor text, timezone text, components text, transparent bool);
        CREATE TABLE principals (id integer primary key asc, uri text unique, email text, displayname text, vcardurl text);
        CREATE TABLE groupmembers (id integer primary key asc, principal_id integer, member_id integer)');
    foreach (['SABRE_USER', 'SABRE_OTHER'] as $user) {
        $db->prepare('INSERT INTO principals (uri) VALUES (?)')->execute(['principals/' . getenv($user)]);
    }
    exit;
}

// field is the first value of a property in an iCalendar text.
function field($data, $name)
{
    return preg_match("/^$name(?:;[^:]*)?:(.*?)\r?$/m", $data, $found) ? trim($found[1]) : '';
}

class Backend extends CalDAV\Backend\PDO
{
    private function ask($sql, ...$values)
    {
        $statement = $this->pdo->prepare($sql);
        $statement->execute($values);
        return $statement;
    }

    public function getCalendarsForUser($principal)
    {
        $owner = 'principals/' . getenv('SABRE_USER');
        $list = parent::getCalendarsForUser($owner);
        if ($principal !== $owner) {
            foreach ($list as &$shared) {
                $shared['principaluri'] = $principal;
                $shared['uri'] .= '_shared_by_' . getenv('SABRE_USER');
                $shared[READ_ONLY] = strpos($shared['{DAV:}displayname'], 'Lecture') === 0;
                $shared['{DAV:}displayname'] .= ' (' . getenv('SABRE_USER') . ')';
                $shared[OWNER] = $owner;
            }
            $list = array_merge(parent::getCalendarsForUser($principal), $list);
        }
        foreach ($list as &$calendar) {
            $calendar += [OWNER => $principal, READ_ONLY => false, '{DAV:}sync-token' => TOKEN . $this->newest($calendar['id'])];
        }
        return $list;
    }

    public function newest($calendar)
    {
        return (int) $this->ask('SELECT max(id) FROM changes WHERE calendarid = ?', $calendar)->fetchColumn();
    }

    // since lists what changed: by URI, whether it is gone.
    public function since($calendar, $change)
    {
        return $this->ask('SELECT uri, gone FROM changes WHERE calendarid = ? AND id > ? ORDER BY id', $calendar, $change)->fetchAll(PDO::FETCH_KEY_PAIR);
    }

    private function changed($calendar, $uri, $gone)
    {
        $this->ask('INSERT INTO changes (calendarid, uri, gone) VALUES (?, ?, ?)', $calendar, $uri, $gone);
    }

    public function createCalendarObject($calendar, $uri, $data)
    {
        $uid = field($data, 'UID');
        foreach ($this->ask('SELECT calendardata FROM calendarobjects WHERE calendarid = ?', $calendar) as $row) {
            if (field($row['calendardata'], 'UID') === $uid) {
                throw new DAV\Exception\BadRequest('Calendar object with uid already exists in this calendar collection.');
            }
        }
        if ($this->ask('SELECT count(*) FROM trash WHERE calendarid = ? AND (uri = ? OR uid = ?)', $calendar, $uri, $uid)->fetchColumn() > 0) {
            throw new DAV\Exception\BadRequest('Deleted calendar object with uid already exists in this calendar collection.');
        }
        $etag = parent::createCalendarObject($calendar, $uri, $data);
        $this->changed($calendar, $uri, 0);
        return $etag;
    }

    public function updateCalendarObject($calendar, $uri, $data)
    {
        $etag = parent::updateCalendarObject($calendar, $uri, $data);
        $this->changed($calendar, $uri, 0);
        return $etag;
    }

    public function deleteCalendarObject($calendar, $uri)
    {
        $data = $this->getCalendarObject($calendar, $uri)['calendardata'];
        parent::deleteCalendarObject($calendar, $uri);
        $this->ask('INSERT INTO trash VALUES (?, ?, ?)', $calendar, $uri, field($data, 'UID'));
        $this->changed($calendar, $uri, 1);
    }
}

class Calendar extends CalDAV\Calendar
{
    private function isShared()
    {
        return $this->calendarInfo[OWNER] !== $this->calendarInfo['principaluri'];
    }

    public function getOwner()
    {
        return $this->calendarInfo[OWNER];
    }

    public function getProperties($names)
    {
        $found = parent::getProperties($names);
        if (isset($found['{DAV:}owner'])) {
            $found['{DAV:}owner'] = new Sabre\DAVACL\Property\Principal(Sabre\DAVACL\Property\Principal::HREF, $this->getOwner());
        }
        return $found;
    }

    public function getACL()
    {
        $rules = [];
        foreach (['{DAV:}read', '{DAV:}write'] as $privilege) {
            $rules[] = ['privilege' => $privilege, 'principal' => $this->getOwner(), 'protected' => true];
            if ($this->isShared() && !($privilege === '{DAV:}write' && $this->calendarInfo[READ_ONLY])) {
                $rules[] = ['privilege' => $privilege, 'principal' => $this->calendarInfo['principaluri'], 'protected' => true];
            }
        }
        return $rules;
    }

    private function find($name)
    {
        $object = $this->caldavBackend->getCalendarObject($this->calendarInfo['id'], $name);
        if (!$object || $this->isShared() && field($object['calendardata'], 'CLASS') === 'PRIVATE') {
            return null;
        }
        if ($this->isShared() && field($object['calendardata'], 'CLASS') === 'CONFIDENTIAL') {
            $object['calendardata'] = $this->obfuscated($object['calendardata']);
            unset($object['size']);
        }
        return $object + ['acl' => $this->getACL()];
    }

    private function obfuscated($data)
    {
        $calendar = Sabre\VObject\Reader::read($data);
        foreach ($calendar->select('VEVENT') as $event) {
            foreach ($event->children() as $part) {
                if (!in_array($part->name, OBFUSCATED)) {
                    unset($event->{$part->name});
                }
            }
            $event->SUMMARY = 'Busy';
        }
        return $calendar->serialize();
    }

    public function getChild($name)
    {
        $object = $this->find($name);
        if (!$object) {
            throw new DAV\Exception\NotFound('Calendar object not found');
        }
        return new CalDAV\CalendarObject($this->caldavBackend, $this->calendarInfo, $object);
    }

    public function getChildren()
    {
        $names = array_column($this->caldavBackend->getCalendarObjects($this->calendarInfo['id']), 'uri');
        return array_map([$this, 'getChild'], array_filter($names, [$this, 'childExists']));
    }

    public function childExists($name)
    {
        return $this->find($name) !== null;
    }

    public function calendarQuery(array $filters)
    {
        return array_filter(parent::calendarQuery($filters), [$this, 'childExists']);
    }

    // changes is what happened since a change of that number: by name, whether it
    // is gone, as what is hidden seems to be.
    public function changes($since)
    {
        $newest = $this->caldavBackend->newest($this->calendarInfo['id']);
        if ($since > $newest) {
            throw new DAV\Exception\Forbidden('Invalid or unknown sync token');
        }
        $list = $this->caldavBackend->since($this->calendarInfo['id'], $since);
        foreach ($list as $name => &$gone) {
            $gone = $gone || !$this->childExists($name);
        }
        return [$newest, $list];
    }
}

class Home extends CalDAV\UserCalendars
{
    public function getChildren()
    {
        return array_map(fn($info) => new Calendar($this->caldavBackend, $info), $this->caldavBackend->getCalendarsForUser($this->principalInfo['uri']));
    }
}

class Root extends CalDAV\CalendarRootNode
{
    public function getChildForPrincipal(array $principal)
    {
        return new Home($this->caldavBackend, $principal);
    }
}

// Sync is sync-collection (RFC 6578), which this sabre/dav has not.
class Sync extends DAV\ServerPlugin
{
    private $server;

    public function initialize(DAV\Server $server)
    {
        $this->server = $server;
        $server->subscribeEvent('report', [$this, 'report']);
    }

    public function report($name, $dom, $uri)
    {
        if ($name !== '{DAV:}sync-collection') {
            return;
        }
        $calendar = $this->server->tree->getNodeForPath($uri);
        $token = trim($dom->getElementsByTagNameNS('urn:DAV', 'sync-token')->item(0)->nodeValue);
        [$newest, $changes] = $calendar->changes((int) substr($token, strlen(TOKEN)));
        $xml = new XMLWriter();
        $xml->openMemory();
        $xml->startElementNs('d', 'multistatus', 'DAV:');
        foreach ($changes as $name => $gone) {
            $xml->startElement('d:response');
            $xml->writeElement('d:href', $this->server->getBaseUri() . $uri . '/' . $name);
            if ($gone) {
                $xml->writeElement('d:status', 'HTTP/1.1 404 Not Found');
            }
            $xml->startElement('d:propstat');
            $xml->startElement('d:prop');
            if (!$gone) {
                $xml->writeElement('d:getetag', $calendar->getChild($name)->getETag());
            }
            $xml->endElement();
            $xml->writeElement('d:status', $gone ? "HTTP/1.1 418 I'm a teapot" : 'HTTP/1.1 200 OK');
            $xml->endElement();
            $xml->endElement();
        }
        $xml->writeElement('d:sync-token', TOKEN . $newest);
        $xml->endElement();
        $this->server->httpResponse->sendStatus(207);
        $this->server->httpResponse->setHeader('Content-Type', 'application/xml; charset=utf-8');
        $this->server->httpResponse->sendBody($xml->outputMemory());
        return false;
    }
}

class Accounts extends DAV\Auth\Backend\AbstractBasic
{
    protected function validateUserPass($user, $password)
    {
        return in_array($user, [getenv('SABRE_USER'), getenv('SABRE_OTHER')], true) && $password === getenv('SABRE_PASSWORD');
    }
}

$principals = new Sabre\DAVACL\PrincipalBackend\PDO($db);
$server = new DAV\Server([new CalDAV\Principal\Collection($principals), new Root($principals, new Backend($db))]);
$server->setBaseUri('/');
$server->addPlugin(new DAV\Auth\Plugin(new Accounts(), 'sabre'));
$server->addPlugin(new Sabre\DAVACL\Plugin());
$server->addPlugin(new CalDAV\Plugin());
$server->addPlugin(new Sync());
$server->exec();
