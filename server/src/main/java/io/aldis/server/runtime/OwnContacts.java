package io.aldis.server.runtime;

import io.aldis.server.OwnDomains;
import io.aldis.server.Redirections;
import io.aldis.server.Target;
import io.aldis.server.location.LocationService;
import io.aldis.sip.SipUri;
import java.util.List;
import java.util.Optional;

/**
 * Follows redirections only to local targets: a device that is registered here, or a user of a local domain. The sender could have sent to these
 * directly. A sips contact is never followed, since the request was sent as sip (RFC 5630 §5.3).
 */
final class OwnContacts implements Redirections {
    private final OwnDomains ownDomains;
    private final LocationService location;

    OwnContacts(OwnDomains ownDomains, LocationService location) {
        this.ownDomains = ownDomains;
        this.location = location;
    }

    @Override
    public List<Target> targets(SipUri contact) {
        if (contact.secure()) return List.of();
        Optional<Target> device = location.device(contact);
        if (device.isPresent()) return List.of(device.get());
        boolean ours = ownDomains.isDomain(contact.host()) || ownDomains.isSelf(contact.hostPort());
        return ours ? ownDomains.local(contact).map(location::targets).orElse(List.of()) : List.of();
    }
}
