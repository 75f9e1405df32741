"""A phone on a line: asks with digest, and answers what it is asked."""
import hashlib
import itertools
import queue
import re
import threading
import time

from soaking.lines import line

NUMBERS = itertools.count(1)
DOMAIN = 'example.com'
STRANGE = []  # what phones have heard that is no SIP
PATIENCE = 40  # seconds: more than 64 * T1


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


def headers(message, *names):
    head = message.split(b'\r\n\r\n', 1)[0].decode('latin-1')
    return [each for each in head.split('\r\n')[1:] if each.split(':')[0].strip().lower() in names]


def value(message, name):
    found = headers(message, name)
    return found[0].split(':', 1)[1].strip() if found else ''


def code(message):
    return int(message[8:11])


class Phone:
    def __init__(self, user, transport, source, password=None):
        self.user, self.password = user, user if password is None else password
        self.line = line(transport, source)
        self.silent = False
        self.waiting = {}
        self.invited = {}
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    # ---- what comes

    def read(self):
        try:
            while (message := self.line.hear()) is not None:
                if message.startswith(b'SIP/2.0 '):
                    self.answered(message)
                elif b' ' in message and not self.silent:
                    self.asked(message)
        except (OSError, ValueError):
            pass  # closed by either side

    def answered(self, message):
        branch = re.search(r'branch=([^;,\s]+)', value(message, 'via'))
        if branch and branch.group(1) in self.waiting:
            self.waiting[branch.group(1)].put(message)

    def asked(self, message):
        method = message.split(b' ', 1)[0]
        if not headers(message, 'to'):
            STRANGE.append('%s over %s: %r' % (self.user, self.line.transport, message))
        elif method == b'INVITE':
            self.answer(message, '180 Ringing')
            self.invited[value(message, 'call-id')] = message
        elif method == b'CANCEL':
            self.answer(message, '200 OK')
            invited = self.invited.pop(value(message, 'call-id'), None)
            if invited:
                self.answer(invited, '487 Request Terminated')
        elif method != b'ACK':
            self.answer(message, '200 OK')

    def answer(self, message, status):
        copied = headers(message, 'via', 'from', 'call-id', 'cseq', 'record-route')
        to = headers(message, 'to')[0]
        to += '' if 'tag=' in to else ';tag=soak'
        self.line.send(('SIP/2.0 %s\r\n%s\r\n%s\r\nContent-Length: 0\r\n\r\n' % (status, '\r\n'.join(copied), to)).encode('latin-1'))

    # ---- what is asked

    def request(self, method, uri, call, number, body='', more=(), branch=None):
        branch = branch or 'z9hG4bK%d' % next(NUMBERS)
        to = 'sip:%s@%s' % (self.user, DOMAIN) if method == 'REGISTER' else uri
        return branch, '\r\n'.join([
            '%s %s SIP/2.0' % (method, uri), 'Via: SIP/2.0/%s %s;rport;branch=%s' % (self.line.transport.upper(), self.line.here, branch),
            'Max-Forwards: 70', 'From: <sip:%s@%s>;tag=f%s' % (self.user, DOMAIN, call), 'To: <%s>' % to, 'Call-ID: ' + call,
            'CSeq: %d %s' % (number, method), *more, 'Content-Length: %d' % len(body), '', body])

    def contact(self):
        return '<sip:%s@%s;transport=%s>' % (self.user, self.line.here, self.line.transport)

    def once(self, branch, text, times=1):
        """Sends it, that many times, and repeats it over UDP as RFC 3261 says; the final answer, or None."""
        box = self.waiting[branch] = queue.Queue()
        try:
            for _ in range(times):
                self.line.send(text.encode())
            pause, end = 0.5, time.monotonic() + PATIENCE
            while time.monotonic() < end:
                try:
                    message = box.get(timeout=min(pause, 4) if not self.line.reliable else PATIENCE)
                    if code(message) >= 200:
                        return message
                except queue.Empty:
                    pause *= 2
                    if self.line.reliable:
                        return None
                    self.line.send(text.encode())
            return None
        finally:
            del self.waiting[branch]

    def credentials(self, challenge, method, uri):
        name = 'www-authenticate' if code(challenge) == 401 else 'proxy-authenticate'
        asked = dict(re.findall(r'(\w+)="?([^",]+)', value(challenge, name)))
        ha1 = md5('%s:%s:%s' % (self.user, asked['realm'], self.password))
        response = md5(':'.join([ha1, asked['nonce'], '00000001', 'xyz', 'auth', md5(method + ':' + uri)]))
        return '%s: Digest username="%s", realm="%s", nonce="%s", uri="%s", response="%s", algorithm=MD5, cnonce="xyz", qop=auth, nc=00000001' % (
            'Authorization' if code(challenge) == 401 else 'Proxy-Authorization', self.user, asked['realm'], asked['nonce'], uri, response)

    def ask(self, method, uri, body='', more=(), times=1):
        """The code of the final answer, with credentials when they are asked for; 0 when there is none."""
        call = 'soak%d' % next(NUMBERS)
        branch, text = self.request(method, uri, call, 1, body, more)
        answer = self.once(branch, text, times)
        if answer and code(answer) in (401, 407):
            proof = self.credentials(answer, method, uri)
            branch, text = self.request(method, uri, call, 2, body, [proof, *more])
            answer = self.once(branch, text, times)
        return code(answer) if answer else 0

    def register(self, expires=120):
        return self.ask('REGISTER', 'sip:' + DOMAIN, more=['Contact: ' + self.contact(), 'Expires: %d' % expires])

    def message(self, to, text='hello', times=1):
        return self.ask('MESSAGE', 'sip:%s@%s' % (to, DOMAIN), text, ['Content-Type: text/plain'], times)

    def called_off(self, to):
        """INVITE, CANCEL once it rings, ACK; the code of the last answer to the INVITE."""
        uri, call = 'sip:%s@%s' % (to, DOMAIN), 'soak%d' % next(NUMBERS)
        branch, text = self.request('INVITE', uri, call, 1)
        challenge = self.once(branch, text)
        if not challenge or code(challenge) != 407:
            return code(challenge) if challenge else 0
        self.ack(challenge, uri, call, 1, branch)
        proof = self.credentials(challenge, 'INVITE', uri)
        more = [proof, 'Contact: ' + self.contact()]
        branch, text = self.request('INVITE', uri, call, 2, more=more)
        box = self.waiting[branch] = queue.Queue()
        try:
            self.line.send(text.encode())
            return self.after_ringing(box, uri, call, branch)
        finally:
            self.waiting.pop(branch, None)

    def after_ringing(self, box, uri, call, branch):
        while True:
            try:
                message = box.get(timeout=PATIENCE)
            except queue.Empty:
                return 0
            if code(message) == 180:
                self.line.send(self.request('CANCEL', uri, call, 2, branch=branch)[1].encode())
            elif code(message) >= 200 and 'INVITE' in value(message, 'cseq'):
                self.ack(message, uri, call, 2, branch)
                return code(message)

    def ack(self, answer, uri, call, number, branch):
        text = self.request('ACK', uri, call, number, branch=branch)[1]
        self.line.send(text.replace('To: <%s>' % uri, headers(answer, 'to')[0]).encode())

    def close(self, abruptly=False):
        self.line.close(abruptly)
