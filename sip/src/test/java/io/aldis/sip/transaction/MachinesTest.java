package io.aldis.sip.transaction;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The four state machines against the figures of RFC 3261 §17, with RFC 6026 and RFC 4320: every state with every event. */
class MachinesTest {
    @Test
    @Tag("3261-17.1.2.2-01")
    @Tag("3261-17.1.2.2-02")
    @Tag("3261-17.1.2.2-03")
    @Tag("3261-17.1.4-01")
    void nonInviteClientFollowsFigure6WithoutCompleted() {
        new MachineTable<>(NonInviteClient.State.class, NonInviteClient.Event.class, """
                INITIAL     START        udp  TRYING      ARM_TIMEOUT ARM_RESEND SEND
                INITIAL     START        tcp  TRYING      ARM_TIMEOUT SEND
                TRYING      RESEND       any  TRYING      ARM_RESEND_AGAIN SEND
                TRYING      PROVISIONAL  any  PROCEEDING  PASS_UP
                TRYING      FINAL        any  TERMINATED  PASS_UP
                TRYING      TIMEOUT      any  TERMINATED  REPORT_TIMEOUT
                TRYING      UNSENT       any  TERMINATED  REPORT_UNSENT
                PROCEEDING  RESEND       any  PROCEEDING  ARM_RESEND_SLOW SEND
                PROCEEDING  PROVISIONAL  any  PROCEEDING  PASS_UP
                PROCEEDING  FINAL        any  TERMINATED  PASS_UP
                PROCEEDING  TIMEOUT      any  TERMINATED  REPORT_TIMEOUT
                PROCEEDING  UNSENT       any  TERMINATED  REPORT_UNSENT
                """)
                .describes(NonInviteClient::on);
    }

    @Test
    @Tag("3261-17.1.1.2-01")
    @Tag("6026-7.2-01")
    void inviteClientFollowsFigure5OfRfc6026() {
        new MachineTable<>(InviteClient.State.class, InviteClient.Event.class, """
                INITIAL     START        udp  CALLING     ARM_TIMEOUT ARM_RESEND SEND
                INITIAL     START        tcp  CALLING     ARM_TIMEOUT SEND
                CALLING     RESEND       any  CALLING     ARM_RESEND_AGAIN SEND
                CALLING     TIMEOUT      any  TERMINATED  REPORT_TIMEOUT
                CALLING     UNSENT       any  TERMINATED  REPORT_UNSENT
                CALLING     PROVISIONAL  any  PROCEEDING  STOP_RESEND STOP_TIMEOUT PASS_UP
                CALLING     SUCCESS      any  ACCEPTED    STOP_RESEND STOP_TIMEOUT LINGER_LONG PASS_UP
                CALLING     REFUSAL      udp  COMPLETED   STOP_RESEND STOP_TIMEOUT LINGER_LONGEST SEND_ACK PASS_UP
                CALLING     REFUSAL      tcp  TERMINATED  STOP_RESEND STOP_TIMEOUT SEND_ACK PASS_UP
                PROCEEDING  PROVISIONAL  any  PROCEEDING  PASS_UP
                PROCEEDING  SUCCESS      any  ACCEPTED    STOP_RESEND STOP_TIMEOUT LINGER_LONG PASS_UP
                PROCEEDING  REFUSAL      udp  COMPLETED   STOP_RESEND STOP_TIMEOUT LINGER_LONGEST SEND_ACK PASS_UP
                PROCEEDING  REFUSAL      tcp  TERMINATED  STOP_RESEND STOP_TIMEOUT SEND_ACK PASS_UP
                COMPLETED   REFUSAL      any  COMPLETED   SEND_ACK
                COMPLETED   LINGERED     any  TERMINATED
                COMPLETED   UNSENT       any  TERMINATED
                ACCEPTED    SUCCESS      any  ACCEPTED    PASS_UP
                ACCEPTED    LINGERED     any  TERMINATED
                """).describes(InviteClient::on);
    }

    @Test
    @Tag("3261-17.2.1-01")
    @Tag("6026-7.1-01")
    void inviteServerFollowsFigure7OfRfc6026() {
        new MachineTable<>(InviteServer.State.class, InviteServer.Event.class, """
                PROCEEDING  ARRIVED             any  PROCEEDING  ARM_TRYING
                PROCEEDING  TRYING_DUE          any  PROCEEDING  SEND_TRYING
                PROCEEDING  REPEATED            any  PROCEEDING  SEND
                PROCEEDING  ANSWER_PROVISIONAL  any  PROCEEDING  STOP_RESEND SEND
                PROCEEDING  ANSWER_SUCCESS      any  ACCEPTED    STOP_RESEND LINGER_LONG SEND
                PROCEEDING  ANSWER_REFUSAL      udp  COMPLETED   ARM_TIMEOUT ARM_RESEND SEND
                PROCEEDING  ANSWER_REFUSAL      tcp  COMPLETED   STOP_RESEND ARM_TIMEOUT SEND
                COMPLETED   REPEATED            any  COMPLETED   SEND
                COMPLETED   RESEND              any  COMPLETED   ARM_RESEND_AGAIN SEND
                COMPLETED   ACK                 udp  CONFIRMED   STOP_RESEND LINGER_SHORT
                COMPLETED   ACK                 tcp  TERMINATED
                COMPLETED   TIMEOUT             any  TERMINATED  REPORT_TIMEOUT
                CONFIRMED   LINGERED            any  TERMINATED
                ACCEPTED    ACK                 any  ACCEPTED    PASS_UP
                ACCEPTED    ANSWER_SUCCESS      any  ACCEPTED    SEND
                ACCEPTED    LINGERED            any  TERMINATED
                """).describes(InviteServer::on);
    }

    @Test
    @Tag("3261-17.2.2-01")
    @Tag("3261-17.2.2-02")
    @Tag("4320-4.1-02")
    @Tag("4320-4.1-03")
    @Tag("4320-4.1-04")
    void nonInviteServerFollowsFigure8WithThe100OfRfc4320() {
        new MachineTable<>(NonInviteServer.State.class, NonInviteServer.Event.class, """
                TRYING      ARRIVED        any  TRYING      ARM_TRYING_LATE ARM_EXPIRY
                TRYING      TRYING_DUE     any  PROCEEDING  SEND_TRYING
                TRYING      ANSWER_TRYING  tcp  PROCEEDING  STOP_RESEND SEND
                TRYING      ANSWER_FINAL   any  COMPLETED   LINGER_LONG SEND
                TRYING      EXPIRED        any  TERMINATED
                PROCEEDING  REPEATED       any  PROCEEDING  SEND
                PROCEEDING  ANSWER_TRYING  any  PROCEEDING  SEND
                PROCEEDING  ANSWER_FINAL   any  COMPLETED   LINGER_LONG SEND
                PROCEEDING  EXPIRED        any  TERMINATED
                COMPLETED   REPEATED       any  COMPLETED   SEND
                COMPLETED   EXPIRED        any  TERMINATED
                """)
                .describes(NonInviteServer::on);
    }
}
