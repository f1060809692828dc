-- FailDue: without a retry the work is dead.
local f, cause, retry = take_fence(), take(), take()
local w = due_state(f.id)
if not holds(w, f.try) then return { 'fenced', f.id } end
unindex(w)
w.owner, w.lease, w.born, w.rest, w.dead = '', '0', '0', retry, '0'
if retry == '0' then w.dead = '1' end
call('HSET', due_key(w.id), 'owner', '', 'lease', '0', 'born', '0', 'rest', retry, 'dead', w.dead, 'error', cause)
index(w)
return { 'ok' }
