// Everything works without this file: it only spares reloads, says what is new
// to screen readers, and brings in by itself what staff change.
'use strict';
(() => {
  const find = (what, where = document) => where.querySelector(what)
  const parts = ['header', '.more', 'main', 'footer']
  let sending = false, refreshing = false, pressed = false, stream = null, latest = 0
  // What is under way when she leaves is dropped: its answer would bring her cookie
  // back. Whatever else shows the conversation in this browser leaves with her.
  const under = new AbortController()
  const tabs = 'BroadcastChannel' in window ? new BroadcastChannel('escale') : null
  // A page that only says what went wrong is not live: it stays until she goes on.
  const live = () => 'live' in find('main').dataset
  const printing = find('[data-print]')
  if (printing) {
    printing.hidden = false
    printing.addEventListener('click', () => print())
  }
  const version = () => Number(find('main').dataset.version)

  const announce = text => { find('#announce').textContent = text }

  // swap puts the new page in the place of the old one, and keeps a half-typed
  // answer and the focus unless she has just answered.
  const swap = (page, answered) => {
    const before = find('.lines') ? find('.lines').children.length : 0
    const draft = find('#text') ? find('#text').value : ''
    const focused = document.activeElement
    const held = focused && focused.name ? `[name="${focused.name}"][value="${CSS.escape(focused.value)}"]` : ''
    const typing = focused && focused.id === 'text'
    document.documentElement.lang = page.documentElement.lang
    document.documentElement.dir = page.documentElement.dir
    document.documentElement.className = page.documentElement.className
    document.body.dataset.trouble = page.body.dataset.trouble
    for (const part of parts) if (find(part) && find(part, page)) find(part).replaceWith(find(part, page))
    const lines = [...document.querySelectorAll('.lines > li')]
    const fin = find('#fin')
    const fresh = answered && fin ? lines.slice(lines.indexOf(fin)) : lines.slice(before)
    for (const line of fresh) line.classList.add('new')
    if (answered) {
      const at = fin || find('main')
      at.tabIndex = -1
      at.focus({ preventScroll: true })
      at.scrollIntoView()
    } else {
      if (find('#text') && draft) find('#text').value = draft
      const again = typing ? find('#text') : held && find(held)
      if (again) again.focus({ preventScroll: true })
    }
    // What has the focus is read anyway.
    announce(fresh.filter(l => !(answered && l === fin)).map(l => (find('.said', l) || l).textContent.trim()).join('\n'))
    listen()
    clears()
  }

  const read = async answer => new DOMParser().parseFromString(await answer.text(), 'text/html')

  // newer reports whether a page is to take the place of what is on screen: one that
  // was on its way while she answered may be older, and a button that goes while her
  // finger is on it is not tapped.
  const newer = page => {
    const main = find('main', page)
    return !sending && !pressed && (!('live' in main.dataset) || Number(main.dataset.version) > version())
  }

  const refresh = async () => {
    if (under.signal.aborted || sending || refreshing || pressed || !live() || latest <= version()) return
    refreshing = true
    try {
      const answer = await fetch('/', { cache: 'no-store', signal: under.signal })
      const page = answer.ok && await read(answer)
      if (page && newer(page)) swap(page, false)
    } catch { /* the next change or reload shows it */ }
    refreshing = false
  }

  const send = async (form, button) => {
    if (sending) return
    sending = true
    const fields = new URLSearchParams(new FormData(form))
    if (button && button.name) fields.append(button.name, button.value)
    find('main').setAttribute('aria-busy', 'true')
    announce('')
    try {
      const answer = await fetch(form.getAttribute('action'), { method: 'POST', body: fields, signal: under.signal })
      swap(await read(answer), true)
      if (new URL(answer.url).pathname === '/') history.replaceState(null, '', '/')
    } catch {
      if (under.signal.aborted) return
      find('main').removeAttribute('aria-busy')
      announce(document.body.dataset.trouble)
      let notice = find('main > .notice')
      if (!notice) {
        notice = document.createElement('div')
        notice.className = 'notice'
        find('main').append(notice)
      }
      notice.textContent = document.body.dataset.trouble
    }
    sending = false
    refresh()
  }

  const vanish = exit => {
    under.abort()
    document.documentElement.hidden = true
    document.title = ''
    document.body.replaceChildren()
    if (stream) stream.close()
    location.replace(exit)
  }

  const leave = exit => {
    if (tabs) tabs.postMessage(exit)
    under.abort()
    fetch('/quitter', { method: 'POST', keepalive: true, redirect: 'manual' }).catch(() => {})
    vanish(exit)
  }
  if (tabs) tabs.onmessage = e => vanish(e.data)

  // A page that comes back from the browser's memory is read anew: who was here may
  // have left, and another be at the screen.
  addEventListener('pageshow', e => {
    if (!e.persisted) return
    document.documentElement.hidden = true
    location.reload()
  })

  document.addEventListener('submit', e => {
    if (!('submitter' in e)) return
    const form = e.target
    if (form.dataset.exit) {
      e.preventDefault()
      leave(form.dataset.exit)
    } else if (form.getAttribute('action') === '/message') {
      e.preventDefault()
      send(form, e.submitter)
    } else if (form.dataset.sent) {
      e.preventDefault() // a double click: a code works once
    } else {
      form.dataset.sent = 'yes'
      setTimeout(() => delete form.dataset.sent, 5000)
    }
  })

  // On a shared device the page goes once she is forgotten: somebody else may be
  // reading it.
  let clearing = 0
  const clears = () => {
    clearTimeout(clearing)
    const after = Number(find('main').dataset.clears)
    if (after) clearing = setTimeout(() => location.replace('/'), after * 1000)
  }

  addEventListener('pointerdown', () => { pressed = true })
  for (const end of ['pointerup', 'pointercancel', 'blur']) {
    addEventListener(end, () => setTimeout(() => { pressed = false; refresh() })) // after the click
  }

  const listen = () => {
    if (!live() || stream) return
    stream = new EventSource('/events')
    stream.onmessage = e => { latest = Number(e.data); refresh() }
  }
  listen()
  clears()
  if (live() && !location.hash && find('#fin')) find('#fin').scrollIntoView({ behavior: 'instant' })
})()
