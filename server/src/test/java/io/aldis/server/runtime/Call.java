package io.aldis.server.runtime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What both ends of a call know of it: tags, contacts and the Record-Route of the 200. */
record Call(Heard invite, Heard taken) {
    /** A request of the caller inside of the dialog. */
    String fromCaller(String method, int cseq) {
        var route = new ArrayList<>(routes());
        Collections.reverse(route);
        return request(method, cseq, target(taken), route)
                .replace("{from}", invite.header("From"))
                .replace("{to}", taken.header("To"));
    }

    /** A request of the callee inside of the dialog. */
    String fromCallee(String method, int cseq) {
        return request(method, cseq, target(invite), routes())
                .replace("{from}", taken.header("To"))
                .replace("{to}", invite.header("From"));
    }

    private List<String> routes() {
        return taken.all("Record-Route").stream()
                .flatMap(line -> List.of(line.split(", ")).stream())
                .toList();
    }

    static String target(Heard message) {
        String contact = message.header("Contact");
        return contact.substring(contact.indexOf('<') + 1, contact.indexOf('>'));
    }

    private String request(String method, int cseq, String target, List<String> route) {
        var out = new StringBuilder("%s %s SIP/2.0\nVia: SIP/2.0/{transport} {me};branch=z9hG4bKd%s%d\n"
                .formatted(method, target, method, cseq));
        for (String each : route) out.append("Route: ").append(each).append('\n');
        return out + "Max-Forwards: 70\nFrom: {from}\nTo: {to}\nCall-ID: " + invite.header("Call-ID") + "\nCSeq: "
                + cseq + ' ' + method + "\nContent-Length: 0\n\n";
    }
}
