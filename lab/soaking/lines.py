"""Lines to the server: UDP, TCP, TLS and WebSocket. Each sends and hears whole SIP messages, as octets."""
import base64
import os
import re
import select
import socket
import ssl
import struct
import threading

PORT = {'udp': 17660, 'tcp': 17660, 'tls': 17661, 'ws': 17662}
HOST = '127.0.0.1'
LENGTH = re.compile(rb'(?im)^(?:content-length|l)[ \t]*:[ \t]*(\d+)')
MANY = 65535


def trusting():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # its certificate was made a minute ago
    return context


TLS = trusting()


class Datagrams:
    transport, reliable = 'udp', False

    def __init__(self, source):
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.bind((source, 0))
        self.sock.connect((HOST, PORT['udp']))
        self.here = '%s:%d' % self.sock.getsockname()

    def send(self, data):
        self.sock.send(data)

    def hear(self):
        """The next message; None at the end."""
        try:
            return self.sock.recv(MANY)
        except ConnectionRefusedError:
            return b''

    def close(self, abruptly=False):
        end(self.sock, False)


class Stream:
    reliable = True

    def __init__(self, source, transport):
        self.transport = transport
        self.sock = socket.create_connection((HOST, PORT[transport]), timeout=20, source_address=(source, 0))
        self.here = '%s:%d' % self.sock.getsockname()
        self.sock.settimeout(None)
        self.held = b''

    def send(self, data):
        self.sock.sendall(data)

    def fill(self):
        more = self.sock.recv(MANY)
        self.held += more
        return more

    def hear(self):
        while True:
            self.held = self.held.lstrip(b'\r\n')
            end = self.held.find(b'\r\n\r\n')
            length = LENGTH.search(self.held[:end + 2]) if end >= 0 else None
            whole = end + 4 + (int(length.group(1)) if length else 0)
            if 0 <= end and len(self.held) >= whole:
                message, self.held = self.held[:whole], self.held[whole:]
                return message
            if not self.fill():
                return None

    def close(self, abruptly=False):
        end(self.sock, abruptly)


class Secure(Stream):
    """One thread reads while another writes or closes, which OpenSSL does not bear: neither keeps it while it waits. OpenSSL knows
    the number of the descriptor, not the socket: who read after the end would read what is somebody else's by then."""

    def __init__(self, source):
        super().__init__(source, 'tls')
        self.lock = threading.Lock()
        self.sock.settimeout(20)
        self.sock = TLS.wrap_socket(self.sock)
        self.sock.settimeout(0)

    def fill(self):
        while True:
            try:
                with self.lock:
                    return super().fill() if self.sock.fileno() >= 0 else b''
            except ssl.SSLWantReadError:
                if not self.waits():
                    return b''

    def waits(self):
        """Whether it is still open when there is something to read. Looks up now and then: who waits would keep it open."""
        while self.sock.fileno() >= 0:
            if select.select([self.sock], [], [], 0.2)[0]:
                return True
        return False

    def send(self, data):
        while data:
            try:
                with self.lock:
                    if self.sock.fileno() < 0:
                        raise BrokenPipeError('closed')
                    data = data[self.sock.send(data):]
            except ssl.SSLWantWriteError:
                select.select([], [self.sock], [])

    def close(self, abruptly=False):
        with self.lock:
            super().close(abruptly)


class Web(Stream):
    """Frames of at most 64 KiB, one message each."""
    ASK = ('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {}\r\n'
           'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: sip\r\n\r\n')

    def __init__(self, source):
        super().__init__(source, 'ws')
        self.here = os.urandom(5).hex() + '.invalid'
        self.sock.sendall(self.ASK.format(base64.b64encode(os.urandom(16)).decode()).encode())
        while b'\r\n\r\n' not in self.held:
            if not self.fill():
                raise ConnectionError('no handshake')
        self.held = self.held.split(b'\r\n\r\n', 1)[1]

    def frame(self, kind, data):
        mask = os.urandom(4)
        size = bytes([0x80 | len(data)]) if len(data) < 126 else b'\xfe' + struct.pack('>H', len(data))
        masked = bytes(octet ^ mask[i & 3] for i, octet in enumerate(data))
        self.sock.sendall(bytes([0x80 | kind]) + size + mask + masked)

    def send(self, data):
        self.frame(2, data)

    def need(self, count):
        while len(self.held) < count:
            if not self.fill():
                raise ConnectionError('closed')
        taken, self.held = self.held[:count], self.held[count:]
        return taken

    def hear(self):
        try:
            while True:
                head, size = self.need(2)
                size = struct.unpack('>H', self.need(2))[0] if size == 126 else size
                data = self.need(size)
                if head & 15 in (1, 2):
                    return data
                if head & 15 == 9:
                    self.frame(10, data)
                if head & 15 == 8:
                    return None
        except ConnectionError:
            return None


def end(sock, abruptly):
    """@param abruptly: with a reset, as a host does that has lost its memory"""
    try:
        if abruptly:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
            sock.shutdown(socket.SHUT_RD)  # wakes whoever reads, who would keep it open
        else:
            sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    sock.close()


def line(transport, source):
    if transport == 'udp':
        return Datagrams(source)
    if transport == 'tls':
        return Secure(source)
    return Web(source) if transport == 'ws' else Stream(source, transport)
