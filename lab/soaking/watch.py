"""What the server takes of the machine, and what it has in hand."""
import collections
import os
import re
import subprocess
import threading
import time

from soaking.lines import PORT

COUNTS = re.compile(r'Counts.*transactions (\d+) \(unanswered (\d+)\), alarms (\d+), connections (\d+)')


def slope(points):
    """Least squares, in units of y a minute. @param points: (seconds, y)"""
    n = len(points)
    if n < 3:
        return 0.0
    mx, my = sum(x for x, _ in points) / n, sum(y for _, y in points) / n
    spread = sum((x - mx) ** 2 for x, _ in points)
    return 60 * sum((x - mx) * (y - my) for x, y in points) / spread


class Watch:
    """Samples until it is told to end. Memory in KiB, time in seconds since the start."""

    def __init__(self, pid, log, jcmd, every, out):
        self.pid, self.log, self.jcmd, self.every, self.out = pid, log, jcmd, every, out
        self.begun = time.monotonic()
        self.heap, self.rss = [], []
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)

    def run(self):
        while not self.over.wait(self.every):
            self.sample()

    def sample(self):
        at = time.monotonic() - self.begun
        heap, rss = self.after_collection(), self.resident()
        self.heap.append((at, heap))
        self.rss.append((at, rss))
        transactions, _, alarms, connections = self.counts()
        self.out('%5.0f s: heap %6d KiB after a collection, resident %7d KiB, %3d descriptors, %2d threads, '
                 '%3d transactions, %3d alarms, %3d connections'
                 % (at, heap, rss, self.descriptors(), self.threads(), transactions, alarms, connections))

    def after_collection(self):
        subprocess.run([self.jcmd, str(self.pid), 'GC.run'], capture_output=True, check=True)
        info = subprocess.run([self.jcmd, str(self.pid), 'GC.heap_info'], capture_output=True, text=True, check=True).stdout
        return sum(int(kib) for kib in re.findall(r'used (\d+)K', info.split('Metaspace')[0]))

    def status(self, name):
        with open('/proc/%d/status' % self.pid) as status:
            return int(re.search(r'^%s:\s+(\d+)' % name, status.read(), re.M).group(1))

    def resident(self):
        return self.status('VmRSS')

    def threads(self):
        return self.status('Threads')

    def descriptors(self):
        return len(os.listdir('/proc/%d/fd' % self.pid))

    def open(self):
        """What they lead to, and how often."""
        found = collections.Counter()
        for each in os.listdir('/proc/%d/fd' % self.pid):
            try:
                found[re.sub(r':\[\d+\]$', '', os.readlink('/proc/%d/fd/%s' % (self.pid, each)))] += 1
            except FileNotFoundError:
                pass  # closed in this moment
        return found

    def peers(self):
        """Addresses that have a connection to one of our ports, with the state that the kernel has it in (1 is open, 8 is closed there)."""
        found = []
        for row in [row for name in ('tcp', 'tcp6') for row in list(open('/proc/net/' + name))[1:]]:
            _, here, there, state = row.split()[:4]
            port, (host, far) = int(here.split(':')[1], 16), there.split(':')
            if port in PORT.values() and state not in ('0A', '06'):
                address = '.'.join(str(octet) for octet in reversed(bytes.fromhex(host[-8:])))
                found.append('%s:%d to %d (%s)' % (address, int(far, 16), port, state))
        return found

    def counts(self):
        """(transactions, unanswered, alarms, connections), at most 5 s old."""
        with open(self.log, encoding='utf-8', errors='replace') as log:
            found = COUNTS.findall(log.read())
        if not found:
            raise SystemExit('soak: expected counts in the log but found none: ' + self.log)
        return tuple(int(each) for each in found[-1])

    def until(self, seconds, holds):
        """Whether that came true within the time. Counts are told each 5 s, so one more is waited for."""
        end = time.monotonic() + seconds + 6
        while time.monotonic() < end:
            time.sleep(1)
            if holds():
                return True
        return holds()

    def slopes(self):
        """Of the heap and of the resident set, in KiB a minute, over the second half."""
        return [slope(points[len(points) // 2:]) for points in (self.heap, self.rss)]
