INSERT INTO usr (username, password, fullname, email, active, email_ok)
  VALUES (:'user', '**' || :'password', 'Structure', 'structure@test.example', true, now());
INSERT INTO principal (type_id, user_no, displayname, default_privileges)
  SELECT 1, user_no, fullname, 0::bit(24) FROM usr WHERE username = :'user';
