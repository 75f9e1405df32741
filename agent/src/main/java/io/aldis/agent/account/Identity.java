package io.aldis.agent.account;

import io.aldis.agent.AgentSettings;
import io.aldis.net.Flow;
import io.aldis.sip.Aor;
import io.aldis.sip.NameAddr;
import io.aldis.sip.OtherUri;
import io.aldis.sip.Parameters;
import io.aldis.sip.SipUri;
import io.aldis.sip.Uri;

/**
 * The identity of an agent: its address, and the names by which a server knows this device.
 *
 * @param display display name; empty when there is none
 * @param contactUser user part of our Contact, different from that of any other device
 * @param device its instance id (RFC 5626 §4.1)
 */
public record Identity(Aor address, String display, String contactUser, DeviceInstance device) {
    public static Identity of(AgentSettings.Account account, RandomIds ids, DeviceInstance device) {
        return new Identity(account.address(), account.display(), ids.tag(), device);
    }

    /** Our address for From. */
    public NameAddr from(String tag) {
        return new NameAddr(display, address.uri(), Parameters.NONE).withTag(tag);
    }

    /** Our contact over that flow; the transport is always given, since without it UDP would be meant. */
    public SipUri contactUri(Flow flow) {
        return SipUri.parse("sip:" + contactUser + '@' + flow.sentBy() + ";transport="
                + flow.transport().parameter());
    }

    /** The Contact for a binding without outbound. */
    public NameAddr contact(Flow flow) {
        NameAddr plain = NameAddr.of(contactUri(flow));
        var parameters = plain.parameters().with("+sip.instance", "\"<urn:uuid:" + device.id() + ">\"");
        return new NameAddr("", plain.uri(), parameters);
    }

    /** The Contact for one of our flows (RFC 5626 §4.2.1). */
    public NameAddr contact(Flow flow, int regId) {
        NameAddr plain = contact(flow);
        return new NameAddr("", plain.uri(), plain.parameters().with("reg-id", Integer.toString(regId)));
    }

    public boolean isOurContact(Uri uri) {
        return uri instanceof SipUri sip && sip.user().equals(contactUser);
    }

    /** Whether a request for that URI is for us: by the user alone, since hosts and ports change on the way. */
    public boolean isMeant(Uri requestUri) {
        return isOurContact(requestUri) || isOurUser(userOf(requestUri));
    }

    private boolean isOurUser(String user) {
        return !user.isEmpty() && new Aor(user, address.domain()).user().equals(address.user());
    }

    /** The user part of a URI that has one, else empty text. */
    public static String userOf(Uri uri) {
        return switch (uri) {
            case SipUri sip -> sip.user();
            case OtherUri other ->
                other.rest().substring(0, Math.max(other.rest().indexOf('@'), 0));
        };
    }
}
