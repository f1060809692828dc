<?php
// DAViCal's configuration: the test's own database.
$_SERVER['SERVER_NAME'] = $c->domain_name = '127.0.0.1';
$c->pg_connect[] = getenv('DAVICAL_DATABASE');
$c->admin_email = 'personne@test.example';
