package io.aldis.lab;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import gov.nist.javax.sip.SipStackExt;
import gov.nist.javax.sip.clientauthutils.AccountManager;
import gov.nist.javax.sip.clientauthutils.UserCredentials;
import io.aldis.store.sql.FreePort;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import java.util.TooManyListenersException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.sip.ClientTransaction;
import javax.sip.DialogTerminatedEvent;
import javax.sip.IOExceptionEvent;
import javax.sip.InvalidArgumentException;
import javax.sip.RequestEvent;
import javax.sip.ResponseEvent;
import javax.sip.SipException;
import javax.sip.SipFactory;
import javax.sip.SipListener;
import javax.sip.SipProvider;
import javax.sip.SipStack;
import javax.sip.TimeoutEvent;
import javax.sip.TransactionTerminatedEvent;
import javax.sip.address.AddressFactory;
import javax.sip.address.SipURI;
import javax.sip.header.HeaderFactory;
import javax.sip.message.MessageFactory;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.slf4j.LoggerFactory;

/** A phone made with JAIN-SIP, the stack that Java has had so far: registers, sends and takes messages, answers challenges. */
final class JainPhone implements SipListener, AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;
    private static final Logger LOG = (Logger) LoggerFactory.getLogger("jain-sip");

    private final String user;
    private final String password;
    private final String transport;
    private final int port;
    private final String hop;
    private final SipStack stack;
    private final SipProvider provider;
    private final AddressFactory addresses;
    private final HeaderFactory headers;
    private final MessageFactory messages;
    private final BlockingQueue<Response> answers = new LinkedBlockingQueue<>();
    private final BlockingQueue<Request> heard = new LinkedBlockingQueue<>();
    private long sequence;

    /** @param server port of the server on the loopback address, or that of another phone */
    JainPhone(String user, String password, String transport, int server) {
        this.user = user;
        this.password = password;
        this.transport = transport;
        this.port = FreePort.any();
        this.hop = "127.0.0.1:" + server + '/' + transport;
        try {
            SipFactory factory = SipFactory.getInstance();
            factory.setPathName("gov.nist");
            stack = factory.createSipStack(properties());
            addresses = factory.createAddressFactory();
            headers = factory.createHeaderFactory();
            messages = factory.createMessageFactory();
            provider = stack.createSipProvider(stack.createListeningPoint("127.0.0.1", port, transport));
            provider.addSipListener(this);
            stack.start();
        } catch (SipException | InvalidArgumentException | TooManyListenersException e) {
            throw new AssertionError("JAIN-SIP did not start", e);
        }
    }

    private Properties properties() {
        var properties = new Properties();
        properties.setProperty("javax.sip.STACK_NAME", "lab-" + user + '-' + port);
        properties.setProperty("gov.nist.javax.sip.LOG4J_LOGGER_NAME", LOG.getName());
        LOG.setLevel(Level.ERROR); // it warns of TLS, which nobody asked it for
        properties.setProperty("javax.sip.AUTOMATIC_DIALOG_SUPPORT", "off");
        properties.setProperty("javax.sip.OUTBOUND_PROXY", hop);
        return properties;
    }

    String contact() {
        return "sip:" + user + "@127.0.0.1:" + port + ";transport=" + transport;
    }

    Response register() throws Exception {
        Request register = request(Request.REGISTER, addresses.createSipURI(null, "example.com"), user);
        register.addHeader(headers.createContactHeader(addresses.createAddress(contact())));
        register.addHeader(headers.createExpiresHeader(600));
        return answer(register);
    }

    /** @return the final answer, challenges answered */
    Response send(String to, String text) throws Exception {
        Request message = request(Request.MESSAGE, addresses.createSipURI(to, "example.com"), to);
        message.setContent(text.getBytes(StandardCharsets.UTF_8), headers.createContentTypeHeader("text", "plain"));
        return answer(message);
    }

    private Request request(String method, SipURI target, String to) throws Exception {
        var from = addresses.createAddress(addresses.createSipURI(user, "example.com"));
        var via = headers.createViaHeader("127.0.0.1", port, transport, null);
        return messages.createRequest(
                target,
                method,
                provider.getNewCallId(),
                headers.createCSeqHeader(++sequence, method),
                headers.createFromHeader(from, Long.toString(System.nanoTime())),
                headers.createToHeader(addresses.createAddress(addresses.createSipURI(to, "example.com")), null),
                List.of(via),
                headers.createMaxForwardsHeader(70));
    }

    private Response answer(Request request) throws Exception {
        provider.getNewClientTransaction(request).sendRequest();
        Response answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (answer == null) throw new AssertionError("JAIN-SIP heard no answer to its " + request.getMethod());
        return answer;
    }

    /** The next message that came in; it has been answered 200. */
    Request hears() throws InterruptedException {
        Request request = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (request == null) throw new AssertionError("JAIN-SIP heard no message");
        return request;
    }

    @Override
    public void processRequest(RequestEvent event) {
        Request request = event.getRequest();
        try {
            Response answer = messages.createResponse(Response.OK, request);
            var transaction = event.getServerTransaction() == null
                    ? provider.getNewServerTransaction(request)
                    : event.getServerTransaction();
            transaction.sendResponse(answer);
            heard.add(request);
        } catch (java.text.ParseException | SipException | InvalidArgumentException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void processResponse(ResponseEvent event) {
        Response response = event.getResponse();
        int status = response.getStatusCode();
        if (status < 200) return;
        boolean challenged = status == 401 || status == 407;
        if (!challenged || repeated(event.getClientTransaction()) || !proved(event)) answers.add(response);
    }

    private static boolean repeated(ClientTransaction transaction) {
        Request request = transaction.getRequest();
        return request.getHeader("Authorization") != null || request.getHeader("Proxy-Authorization") != null;
    }

    private boolean proved(ResponseEvent event) {
        AccountManager account = (_, realm) -> new UserCredentials() {
            @Override
            public String getUserName() {
                return user;
            }

            @Override
            public String getPassword() {
                return password;
            }

            @Override
            public String getSipDomain() {
                return realm;
            }
        };
        try {
            var helper = ((SipStackExt) stack).getAuthenticationHelper(account, headers);
            helper.handleChallenge(event.getResponse(), event.getClientTransaction(), provider, 5)
                    .sendRequest();
            return true;
        } catch (SipException e) {
            return false;
        }
    }

    @Override
    public void processTimeout(TimeoutEvent event) {}

    @Override
    public void processIOException(IOExceptionEvent event) {}

    @Override
    public void processTransactionTerminated(TransactionTerminatedEvent event) {}

    @Override
    public void processDialogTerminated(DialogTerminatedEvent event) {}

    @Override
    public void close() {
        stack.stop();
    }

    static String text(Request message) {
        return new String(message.getRawContent(), StandardCharsets.UTF_8);
    }
}
