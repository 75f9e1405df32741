"""What the soak does to the server: phones that live, and strangers with bad manners, each on a thread and an address of its own."""
import collections
import os
import random
import socket
import struct
import threading

from soaking.lines import HOST, PORT, line
from soaking.phones import Phone

TRANSPORTS = ['udp', 'tcp', 'tls', 'ws']
USERS = ['u%d' % i for i in range(6)]
HALF = 'MESSAGE sip:u0@example.com SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bKhalf\r\nFrom: <sip:u1@exa'


class Traffic:
    def __init__(self, seed, torture, pause):
        self.seed, self.pause = seed, pause
        self.torture = [open(path, 'rb').read() for path in torture]
        self.over = threading.Event()
        self.outcomes = collections.Counter()
        self.lock = threading.Lock()
        self.threads = []

    def start(self):
        self.over.clear()
        lives = [(self.phones, user, '127.0.0.%d' % (10 + i)) for i, user in enumerate(USERS)]
        lives += [(self.strangers, '', '127.0.0.%d' % (90 + i)) for i in range(2)]
        self.threads = [threading.Thread(target=self.life, args=(random.Random(self.seed + i), *each)) for i, each in enumerate(lives)]
        for thread in self.threads:
            thread.start()

    def stop(self):
        self.over.set()
        for thread in self.threads:
            thread.join()

    def count(self, what):
        with self.lock:
            self.outcomes[what] += 1

    def life(self, dice, act, user, source):
        while not self.over.is_set():
            try:
                act(dice, user, source)
            except OSError as trouble:
                self.count('%s: %s' % (act.__name__, trouble.strerror or type(trouble).__name__))
                self.over.wait(1)

    # ---- phones

    def phones(self, dice, user, source):
        """From the moment it is switched on until it is switched off, or falls into the water."""
        transport = dice.choice(TRANSPORTS)
        phone = Phone(user, transport, source)
        try:
            self.count('REGISTER %s %d' % (transport, phone.register()))
            for _ in range(dice.randrange(5, 40)):
                if self.over.wait(dice.uniform(0, 2 * self.pause)):
                    break
                self.act(dice, phone)
            if dice.random() < 0.5:
                self.count('unREGISTER %d' % phone.register(0))
        finally:
            phone.close(abruptly=dice.random() < 0.5)

    def act(self, dice, phone):
        kind = dice.random()
        to = dice.choice(USERS)
        phone.silent = dice.random() < 0.02
        if kind < 0.6:
            self.count('MESSAGE %d' % phone.message(to, 'm' * dice.randrange(1, 900)))
        elif kind < 0.7:
            self.count('MESSAGE sent three times %d' % phone.message(to, 'again', times=3))
        elif kind < 0.75:
            self.count('MESSAGE to nobody %d' % phone.message('nobody'))
        elif kind < 0.85:
            self.count('INVITE called off %d' % phone.called_off(to))
        elif kind < 0.95:
            self.count('REGISTER again %d' % phone.register())
        else:
            self.count('OPTIONS %d' % phone.ask('OPTIONS', 'sip:example.com'))

    def away(self):
        """Nobody has a binding any more; what waits for them waits in mailboxes."""
        for user in USERS:
            phone = Phone(user, 'tcp', HOST)
            code = phone.ask('REGISTER', 'sip:example.com', more=['Contact: *', 'Expires: 0'])
            phone.close()
            if code != 200:
                raise SystemExit('soak: expected 200 to the last REGISTER of %s but was %d' % (user, code))

    # ---- strangers

    def strangers(self, dice, _, source):
        self.over.wait(dice.uniform(0, 2 * self.pause))
        name = dice.choice(['tortures', 'noise', 'half', 'guesses', 'stun', 'hangs', 'untls'])
        getattr(self, name)(dice, source)
        self.count(name)

    def tortures(self, dice, source):
        self.throw(dice.choice(['udp', 'tcp', 'ws']), source, dice.choice(self.torture))

    def noise(self, dice, source):
        self.throw(dice.choice(['udp', 'tcp', 'ws']), source, dice.randbytes(dice.randrange(1, 3000)))

    def half(self, dice, source):
        self.throw(dice.choice(['tcp', 'tls']), source, HALF[:dice.randrange(1, len(HALF))].encode())

    def throw(self, transport, source, data):
        there = line(transport, source)
        try:
            there.send(data)
            self.over.wait(0.05)
        finally:
            there.close(abruptly=True)

    def guesses(self, dice, source):
        phone = Phone(dice.choice(USERS), dice.choice(TRANSPORTS), source, password='guess%d' % dice.randrange(1000))
        self.count('wrong password %d' % phone.register())
        phone.close()

    def stun(self, dice, source):
        there = line('udp', source)
        there.sock.settimeout(5)
        there.send(struct.pack('>HHI', 1, 0, 0x2112A442) + dice.randbytes(12))
        try:
            self.count('STUN %#06x' % struct.unpack('>H', there.hear()[:2])[0])
        except TimeoutError:
            self.count('STUN unanswered')
        there.close()

    def hangs(self, dice, source):
        """Says nothing, and is gone."""
        sock = socket.create_connection((HOST, dice.choice(list(PORT.values()))), timeout=20, source_address=(source, 0))
        self.over.wait(dice.uniform(0, 1))
        sock.close()

    def untls(self, _, source):
        """Half of a handshake."""
        sock = socket.create_connection((HOST, PORT['tls']), timeout=20, source_address=(source, 0))
        sock.sendall(b'\x16\x03\x01\x02\x00\x01' + os.urandom(40))
        self.over.wait(0.05)
        sock.close()
