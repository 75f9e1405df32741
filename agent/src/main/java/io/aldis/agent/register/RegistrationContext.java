package io.aldis.agent.register;

import io.aldis.agent.AgentSettings;
import io.aldis.agent.account.Contacts;
import io.aldis.agent.account.Identity;
import io.aldis.agent.send.RequestSender;
import io.aldis.agent.send.SendContext;

/** Dependencies of the registrations of one agent. */
public record RegistrationContext(
        RequestSender sender, SendContext send, Identity me, Contacts contacts, AgentSettings settings) {}
