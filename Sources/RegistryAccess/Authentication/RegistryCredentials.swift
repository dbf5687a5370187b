internal import ImageTrust
/// What identifies a user to a registry.
public struct RegistryCredentials: Hashable, Sendable {
    public let user: String
    public let password: String
    /// A refresh token of the registry's token server, in place of a password.
    public let identityToken: String?

    public init(user: String, password: String, identityToken: String? = nil) {
        self.user = user
        self.password = password
        self.identityToken = identityToken
    }

    /// Reads `user:password` as `--creds` gives it; without a colon the password is empty.
    public init(parsing text: String) {
        let colon = text.firstIndex(of: ":") ?? text.endIndex
        self.init(user: String(text[..<colon]), password: String(text[colon...].dropFirst()))
    }

    /// The value of a `Basic` header.
    var basic: String { "Basic " + Base64.encode("\(user):\(password)".utf8) }
}
