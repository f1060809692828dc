-- Claims: what is near each window; the caller looks closer.
local function take_ask() return { resource = take(), from = take_number(), to = take_number() } end
local found = { 'ok' }
for _, a in ipairs(take_all(take_ask)) do table.insert(found, near(a.resource, a.from, a.to, 0)) end
return found
