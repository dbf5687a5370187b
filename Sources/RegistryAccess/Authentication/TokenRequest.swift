internal import AsyncHTTPClient
internal import JSONText
internal import NIOCore
internal import NIOHTTP1

/// Asks the token server that a `Bearer` challenge names (the distribution project's token specification).
struct TokenRequest: Sendable {
    /// The address, without the questions.
    let realm: WebAddress
    let service: String?
    let scopes: [String]
    let credentials: RegistryCredentials?

    static let clientName = "apus"

    /// GET with the questions in the query; with an identity token, POST as OAuth 2 refreshes a token.
    var method: HTTPMethod { credentials?.identityToken == nil ? .GET : .POST }

    var address: WebAddress {
        guard method == .GET else { return realm }
        var address = realm
        if let credentials { address.appendQuery("account", credentials.user) }
        if let service { address.appendQuery("service", service) }
        for scope in scopes { address.appendQuery("scope", scope) }
        return address
    }

    var headers: HTTPHeaders {
        var headers: HTTPHeaders = ["accept": "application/json"]
        if method == .POST {
            headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
        } else if let credentials {
            headers.add(name: "authorization", value: credentials.basic)
        }
        return headers
    }

    var body: HTTPClientRequest.Body? {
        guard method == .POST, let token = credentials?.identityToken else { return nil }
        var fields = [("grant_type", "refresh_token"), ("client_id", Self.clientName), ("refresh_token", token)]
        if let service { fields.append(("service", service)) }
        if !scopes.isEmpty { fields.append(("scope", scopes.joined(separator: " "))) }
        return .bytes(
            ByteBuffer(string: fields.map { "\($0.0)=\(percentEncoded($0.1))" }.joined(separator: "&")))
    }
}

/// A token and how long it is good for.
struct BearerToken: Hashable, Sendable {
    let text: String
    /// On the monotonic clock.
    let expires: ContinuousClock.Instant

    var isFresh: Bool { ContinuousClock.now < expires }

    private struct Answer: Decodable {
        var token: String?
        var access_token: String?
        var expires_in: Int?
    }

    /// Nil when the server's answer holds no token.
    init?(answer bytes: [UInt8]) {
        // What is no JSON is no token either; the caller tells of it.
        guard let answer = try? JSON.decode(Answer.self, from: bytes) else { return nil }
        guard let text = [answer.token, answer.access_token].compactMap({ $0 }).first(where: { !$0.isEmpty }),
            text.utf8.allSatisfy({ $0 > 32 && $0 < 127 })
        else { return nil }
        self.text = text
        // 60 s where nothing is said, and always a little less than promised.
        let seconds = max(answer.expires_in ?? 60, 10)
        expires = .now + .seconds(seconds - min(10, seconds / 4))
    }
}
