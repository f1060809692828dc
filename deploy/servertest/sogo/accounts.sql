CREATE TABLE accounts (c_uid text PRIMARY KEY, c_name text, c_password text, c_cn text, mail text);
INSERT INTO accounts VALUES (:'user', :'user', :'password', 'Structure', 'structure@test.example'),
    ('escale', 'escale', :'password', 'Escale', 'escale@test.example');
