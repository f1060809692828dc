-- The outbox: a hash each message, a queue each chat, and for each chat with
-- something to be sent the sorted sets in which it is found: chats.reply by its
-- first reply, else chats.other by its first message, or chats.wait until it is
-- free. A chat that is leased stands in those of its owner also. What is out for
-- delivery is always the beginning of a queue.

local function chat_state(chat)
  local v = call('HMGET', key('chat', chat), 'owner', 'lease', 'rest')
  return { name = chat, owner = v[1] or '', lease = tonumber(v[2] or 0), rest = tonumber(v[3] or 0) }
end

-- out returns until when the beginning of the queue is out; nil if it is empty.
local function out(chat)
  local ids = call('ZRANGE', key('queue', chat), 0, 0)
  if ids[1] then return tonumber(call('HGET', key('message', ids[1]), 'held')) end
end

-- rank returns the set that a chat belongs to when it is free, and its place.
local function rank(chat)
  local reply = call('ZRANGE', key('replies', chat), 0, 0, 'WITHSCORES')
  if reply[1] then return 'chats.reply', reply[2] end
  return 'chats.other', call('ZRANGE', key('queue', chat), 0, 0, 'WITHSCORES')[2]
end

local function scopes(owner)
  if owner == '' then return { false } end
  return { false, owner }
end

-- free_at returns when the chat is free: for anybody, or for its owner.
local function free_at(c, held, scope)
  local at = math.max(c.rest, held)
  if scope and scope == c.owner then return at end
  return math.max(at, c.lease)
end

local function unplace(c)
  for _, scope in ipairs(scopes(c.owner)) do
    for _, set in ipairs({ 'chats.wait', 'chats.reply', 'chats.other' }) do call('ZREM', key(set, scope), c.name) end
  end
end

-- place files the chat where its state and its queue say. Of a queue that this
-- change began, c.began says what it begins with.
local function place(c)
  local held
  if c.began then held = 0 else held = out(c.name) end
  if not held then
    local idle = math.max(c.lease, c.rest)
    if idle > 0 then
      call('ZADD', key('chats.idle'), whole(idle), c.name)
    else
      call('DEL', key('chat', c.name))
      call('ZREM', key('chats.idle'), c.name)
    end
    return
  end
  local set, place_in_it
  if c.began then set, place_in_it = c.began.set, c.began.seq else set, place_in_it = rank(c.name) end
  for _, scope in ipairs(scopes(c.owner)) do
    local at = free_at(c, held, scope)
    if at > 0 then
      call('ZADD', key('chats.wait', scope), whole(at), c.name)
    else
      call('ZADD', key(set, scope), place_in_it, c.name)
    end
  end
end

local function save(c)
  call('HSET', key('chat', c.name), 'owner', c.owner, 'lease', whole(c.lease), 'rest', whole(c.rest))
end

-- leave files a chat anew under another owner, until and rest.
local function leave(c, owner, lease, rest)
  unplace(c)
  c.owner, c.lease, c.rest = owner, lease, rest
  save(c)
  place(c)
end

local function take_message()
  return {
    id = take(), chat = take(), channel = take(), class = take(), booking = take(), placement = take(),
    not_after = take(), parent = take(), sealed = take(), owner = take(), lease = take(),
  }
end

-- waiting returns the first message whose id waits already, but for those of
-- chats that are silenced before.
local function waiting(messages, silenced)
  local gone, seen = {}, {}
  for _, chat in ipairs(silenced) do gone[chat] = true end
  for _, m in ipairs(messages) do
    local chat = call('HGET', key('message', m.id), 'chat')
    if seen[m.id] or (chat and not gone[chat]) then return m.id end
    seen[m.id] = true
  end
end

local function silence(chat)
  local c = chat_state(chat)
  unplace(c)
  for _, id in ipairs(call('ZRANGE', key('queue', chat), 0, -1)) do call('DEL', key('message', id)) end
  call('DEL', key('queue', chat), key('replies', chat))
  c.owner, c.lease = '', 0
  if c.rest > 0 then save(c) end
  place(c)
end

-- queue puts a message behind those of its chat. Born leased, it leases the
-- chat, unless somebody holds that already.
local function queue(c, m, now)
  local seq = whole(call('INCR', key('outbox.seq')))
  call('HSET', key('message', m.id), 'seq', seq, 'chat', m.chat, 'channel', m.channel, 'class', m.class,
    'booking', m.booking, 'placement', m.placement, 'not_after', m.not_after, 'parent', m.parent,
    'sealed', m.sealed, 'try', '0', 'held', '0')
  call('ZADD', key('queue', m.chat), seq, m.id)
  if m.class == 'reply' then call('ZADD', key('replies', m.chat), seq, m.id) end
  if c.empty then
    if m.class == 'reply' and not (c.began and c.began.set == 'chats.reply') then
      c.began = { set = 'chats.reply', seq = seq }
    elseif not c.began then
      c.began = { set = 'chats.other', seq = seq }
    end
  end
  if m.owner ~= '' and (c.owner == m.owner or c.lease <= now) then
    local lease = tonumber(m.lease)
    if c.owner == m.owner then lease = math.max(lease, c.lease) end
    c.owner, c.lease, c.changed = m.owner, lease, true
  end
end

local function send(messages, now)
  local chats = {}
  for _, m in ipairs(messages) do
    local c = chats[m.chat]
    if not c then
      c = chat_state(m.chat)
      chats[m.chat] = c
      if call('EXISTS', key('queue', m.chat)) == 1 then
        unplace(c)
      else
        c.empty = true
        if c.lease > 0 or c.rest > 0 then call('ZREM', key('chats.idle'), m.chat) end
      end
    end
    queue(c, m, now)
  end
  for _, c in pairs(chats) do
    if c.changed then save(c) end
    place(c)
  end
end
