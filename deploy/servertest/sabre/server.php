<?php
// A CalDAV server as old installations still run it: sabre/dav 1.8, which knows
// no sync-collection, over SQLite. With an argument it makes the database.
error_reporting(E_ALL & ~E_DEPRECATED);
date_default_timezone_set('UTC');
require 'Sabre/autoload.php';
$db = new PDO('sqlite:' . getenv('SABRE_DATABASE'));
$db->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_EXCEPTION);
$db->exec('PRAGMA busy_timeout = 10000');
if (PHP_SAPI === 'cli') {
    $db->exec('
        CREATE TABLE calendarobjects (id integer primary key asc, calendardata blob, uri text, calendarid integer,
            lastmodified integer, etag text, size integer, componenttype text, firstoccurence integer, lastoccurence integer);
        CREATE TABLE calendars (id integer primary key asc, principaluri text, displayname text, uri text, ctag integer,
            description text, calendarorder integer, calendarcolor text, timezone text, components text, transparent bool);
        CREATE TABLE principals (id integer primary key asc, uri text unique, email text, displayname text, vcardurl text);
        CREATE TABLE groupmembers (id integer primary key asc, principal_id integer, member_id integer)');
    $db->prepare('INSERT INTO principals (uri) VALUES (?)')->execute(['principals/' . getenv('SABRE_USER')]);
    exit;
}

class Accounts extends Sabre\DAV\Auth\Backend\AbstractBasic
{
    protected function validateUserPass($user, $password)
    {
        return $user === getenv('SABRE_USER') && $password === getenv('SABRE_PASSWORD');
    }
}
$principals = new Sabre\DAVACL\PrincipalBackend\PDO($db);
$server = new Sabre\DAV\Server([
    new Sabre\CalDAV\Principal\Collection($principals),
    new Sabre\CalDAV\CalendarRootNode($principals, new Sabre\CalDAV\Backend\PDO($db)),
]);
$server->setBaseUri('/');
$server->addPlugin(new Sabre\DAV\Auth\Plugin(new Accounts(), 'sabre'));
$server->addPlugin(new Sabre\DAVACL\Plugin());
$server->addPlugin(new Sabre\CalDAV\Plugin());
$server->exec();
