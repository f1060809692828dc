<?php
// Serves DAViCal under PHP's own web server, with the addresses that its manual
// sets up in Apache. Its configuration is looked for in /etc/davical under the
// server's name: the name leads here instead.
$path = preg_replace('{^/caldav\.php(?=/|$)}', '', parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH));
$_SERVER['PATH_INFO'] = rawurldecode($path === '' ? '/' : $path);
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = '/caldav.php';
$_SERVER['SERVER_NAME'] = '../..' . __DIR__ . '/test';
chdir('/usr/share/davical/htdocs');
require 'caldav.php';
