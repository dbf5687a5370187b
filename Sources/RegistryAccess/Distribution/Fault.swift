/// Why one attempt at a request brought no usable answer; not yet told in the words of what the user asked for.
enum Fault: Error {
    case transport(TransportFailure)
    case refused(RegistryAnswer, retryAfter: Double?)
    case final(RegistryError)

    var isPassing: Bool {
        switch self {
        case .transport(let failure): failure.isPassing
        case .refused(let answer, _): RetryPolicy.isPassing(status: answer.status)
        case .final: false
        }
    }

    /// Nothing came for longer than the stall limit.
    var isSilence: Bool {
        if case .transport(let failure) = self { return failure.kind == .stalled }
        return false
    }

    var retryAfter: Double? {
        if case .refused(_, let seconds) = self { return seconds }
        return nil
    }

    /// In short, for a notice before another attempt.
    var words: String {
        switch self {
        case .transport(let failure): failure.words
        case .refused(let answer, _): "the registry answered \(answer.words)"
        case .final(let error): error.cause
        }
    }
}

/// What the words of an error are about.
struct Errand: Sendable {
    /// Such as "pull".
    let doing: String
    /// As the user named it.
    let subject: String
    let registry: String
    let repository: String
    /// The part that it failed for, such as "the blob sha256:…"; nil for the whole.
    var part: String?
    /// What fails can be had elsewhere: it is tried once more, and soon.
    var hasOthers = false
    /// Whether credentials were at hand: what to advise depends on it.
    var hadCredentials = false

    func error(_ fault: Fault, attempts: Int = 1) -> RegistryError {
        let often = attempts > 1 ? ", \(attempts) times" : ""
        switch fault {
        case .final(let error):
            return error
        case .transport(let failure):
            return RegistryError(
                Self.code(failure.kind), doing: doing, subject: subject, cause: named(failure.words) + often,
                advice: advice(failure))
        case .refused(let answer, let retryAfter):
            return refusal(answer, retryAfter, often)
        }
    }

    private func named(_ cause: String) -> String { part.map { "\($0): \(cause)" } ?? cause }

    /// The same errand for a part of it.
    func about(_ part: String) -> Errand {
        var errand = self
        errand.part = part
        return errand
    }

    private static func code(_ kind: TransportFailure.Kind) -> RegistryError.Code {
        switch kind {
        case .unreachable: .unreachable
        case .broken: .truncated
        case .untrusted: .untrusted
        case .stalled: .stalled
        case .cancelled: .cancelled
        case .unusable: .configuration
        }
    }

    private func advice(_ failure: TransportFailure) -> String {
        switch failure.kind {
        case .untrusted:
            failure.words.contains("asks for a client certificate")
                ? "Put yours and its key into /etc/containers/certs.d/\(registry)/ as client.cert and client.key"
                : failure.words.contains("does not speak HTTPS")
                    ? "If this registry is meant to be without encryption, add --tls-verify=false"
                    : "Put the registry's authority into /etc/containers/certs.d/\(registry)/ca.crt,"
                        + " or add --tls-verify=false"
        case .unreachable: "Check the name, the network and the proxy settings (HTTPS_PROXY, NO_PROXY)"
        case .stalled, .broken: "What has come so far is kept: try again"
        case .cancelled, .unusable: ""
        }
    }

    private func refusal(_ answer: RegistryAnswer, _ retryAfter: Double?, _ often: String) -> RegistryError {
        func error(_ code: RegistryError.Code, _ cause: String, _ advice: String) -> RegistryError {
            RegistryError(
                code, doing: doing, subject: subject, cause: named("\(cause) (\(answer.words))\(often)"), advice: advice
            )
        }
        if let part, answer.status == 404 {
            return error(
                .notFound, "not found in the registry \(registry)",
                "The registry has lost a part of the image: \(part) has to be pushed again")
        }
        let login = "apus login \(registry)"
        switch answer.status {
        case 401:
            return hadCredentials
                ? error(
                    .unauthorized, "the registry \(registry) does not accept the credentials for it",
                    "Check the spelling, or log in again with `\(login)`")
                : error(
                    .unauthorized, "the registry \(registry) has no such repository for everyone",
                    "Check the spelling, or log in with `\(login)`")
        case 403:
            return error(
                .forbidden, "the registry \(registry) denies access",
                hadCredentials ? "Ask its owner for the right" : "Check the spelling, or log in with `\(login)`")
        case 404:
            return error(
                .notFound, "not found in the registry \(registry)",
                hadCredentials ? "Check the spelling" : "Check the spelling, or log in with `\(login)`")
        case 429:
            let pause = retryAfter.map { "Try again in \(secondsText($0.rounded(.up)))" } ?? "Try again later"
            return error(
                .rateLimited, "the registry \(registry) allows no more requests now",
                hadCredentials ? pause : "\(pause), or log in with `\(login)` for a higher limit")
        case 500...599:
            return error(.badAnswer, "the registry \(registry) has a fault", "Try again later")
        default:
            return error(.badAnswer, "the registry \(registry) refused", "")
        }
    }
}
