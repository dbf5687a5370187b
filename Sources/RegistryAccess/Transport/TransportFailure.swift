internal import AsyncHTTPClient
internal import NIOCore
internal import NIOPosix
internal import NIOSSL

/// Why no (whole) answer came from a server, in words, and whether another attempt may help.
struct TransportFailure: Error {
    enum Kind { case unreachable, untrusted, stalled, broken, cancelled, unusable }
    let kind: Kind
    let words: String
    /// Whether the same request may succeed a moment later.
    let isPassing: Bool

    init(_ kind: Kind, _ words: String, passing: Bool = false) {
        self.kind = kind
        self.words = words
        self.isPassing = passing
    }

    init(_ error: any Error, to authority: String, stallTimeout: Double) {
        // Not the hot path: a connection has failed, and its library throws a handful of unrelated types.
        switch error {
        case is CancellationError:
            self.init(.cancelled, "it was interrupted")
        case let error as HTTPClientError:
            self.init(client: error, authority, stallTimeout)
        case let error as NIOConnectionError:
            self.init(connection: error, authority)
        case let error as IOError:
            self.init(io: error, authority)
        case let error as ChannelError:
            if case .connectTimeout = error {
                self.init(.unreachable, "\(authority) does not answer")
            } else {
                self.init(.broken, "the connection to \(authority) broke (\(error))", passing: true)
            }
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
            self.init(tls: error, authority)
        case is SocketAddressError:
            self.init(.unreachable, "there is no host called \(authority)")
        default:
            // HTTPParserError: the answer ended early or was no HTTP.
            self.init(.broken, "the answer of \(authority) is cut short or not HTTP (\(error))", passing: true)
        }
    }

    private init(client error: HTTPClientError, _ authority: String, _ stallTimeout: Double) {
        switch error {
        case .readTimeout, .writeTimeout:
            self.init(.stalled, "\(authority) sent nothing for \(secondsText(stallTimeout))", passing: true)
        case .connectTimeout:
            // The kernel has asked it several times meanwhile.
            self.init(.unreachable, "\(authority) does not answer")
        case .getConnectionFromPoolTimeout, .deadlineExceeded:
            self.init(.unreachable, "\(authority) does not answer", passing: true)
        case .tlsHandshakeTimeout:
            self.init(.unreachable, "\(authority) does not answer the TLS handshake", passing: true)
        case .remoteConnectionClosed:
            self.init(.broken, "\(authority) closed the connection before its answer was complete", passing: true)
        case .cancelled: self.init(.cancelled, "it was interrupted")
        case .proxyAuthenticationRequired:
            self.init(.unusable, "the proxy asks for a user name and password")
        case .httpProxyHandshakeTimeout, .invalidProxyResponse, .socksHandshakeTimeout:
            self.init(.unusable, "the proxy does not connect to \(authority)")
        default: self.init(.unusable, "\(error.shortDescription) (\(authority))")
        }
    }

    private init(connection error: NIOConnectionError, _ authority: String) {
        if let first = error.connectionErrors.first?.error {
            if let cause = first as? IOError {
                self.init(io: cause, authority)
            } else if let cause = first as? ChannelError, case .connectTimeout = cause {
                self.init(.unreachable, "\(authority) does not answer", passing: true)
            } else {
                self.init(.unreachable, "no connection to \(authority): \(first)", passing: true)
            }
        } else {
            self.init(.unreachable, "there is no host called \(error.host), or no name server answers")
        }
    }

    private init(io error: IOError, _ authority: String) {
        let words = errnoWords(error.errnoCode)
        switch error.errnoCode {
        case 111:  // ECONNREFUSED is an answer: nobody listens there
            self.init(.unreachable, "no connection to \(authority): \(words)")
        case 99, 100, 101, 110, 112, 113:  // EADDRNOTAVAIL, ENETDOWN, ENETUNREACH, ETIMEDOUT, EHOSTDOWN, EHOSTUNREACH
            self.init(.unreachable, "no connection to \(authority): \(words)", passing: true)
        default:
            self.init(.broken, "the connection to \(authority) broke: \(words)", passing: true)
        }
    }

    private init(tls error: any Error, _ authority: String) {
        let text = "\(error)"
        let words: String
        if text.contains("CERTIFICATE_VERIFY_FAILED") || text.contains("unableToValidateCertificate") {
            words = "the certificate of \(authority) is not signed by an authority that this machine trusts"
        } else if text.contains("failedToValidateHostname") {
            words = "the certificate of \(authority) is for another host name"
        } else if text.contains("WRONG_VERSION_NUMBER") || text.contains("HTTP_REQUEST") {
            words = "\(authority) does not speak HTTPS"
        } else if text.contains("CERTIFICATE_REQUIRED") || text.contains("BAD_CERTIFICATE") {
            words = "\(authority) asks for a client certificate"
        } else if text.contains("uncleanShutdown") {
            self.init(.broken, "\(authority) closed the connection before its answer was complete", passing: true)
            return
        } else if text.contains("zeroReturn") || text.contains("syscallError") {
            words = "\(authority) closed the connection in the TLS handshake"
        } else {
            words = "no encrypted connection to \(authority) (\(text))"
        }
        self.init(.untrusted, words)
    }
}

/// "30 s", "0.5 s".
func secondsText(_ seconds: Double) -> String {
    seconds == seconds.rounded() ? "\(Int(seconds)) s" : "\(seconds) s"
}
