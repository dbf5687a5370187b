internal import SwiftASN1
internal import X509

/// Whom a certificate is for.
struct CertificateSubject {
    private(set) var emails: [String] = []
    private(set) var hosts: [String] = []
    /// Who vouched for the login, as Fulcio writes it.
    let issuer: String?

    /// Extensions of Fulcio: the issuer as bare text, and as a text of ASN.1.
    private static let issuerBare: ASN1ObjectIdentifier = [1, 3, 6, 1, 4, 1, 57264, 1, 1]
    private static let issuerText: ASN1ObjectIdentifier = [1, 3, 6, 1, 4, 1, 57264, 1, 8]

    init(_ certificate: Certificate) throws(CertificateChain.Fault) {
        do {
            for name in try certificate.extensions.subjectAlternativeNames ?? SubjectAlternativeNames() {
                switch name {
                case .rfc822Name(let email): emails.append(email)
                case .dnsName(let host): hosts.append(host)
                default: break
                }
            }
            var issuers: Set<String> = []
            if let bare = certificate.extensions[oid: Self.issuerBare] {
                guard let text = String(validating: bare.value, as: UTF8.self) else {
                    throw CertificateChain.Fault(what: "the issuer in the certificate is no text")
                }
                issuers.insert(text)
            }
            if let extended = certificate.extensions[oid: Self.issuerText] {
                issuers.insert(String(try ASN1UTF8String(derEncoded: extended.value)))
            }
            guard issuers.count < 2 else { throw CertificateChain.Fault(what: "the certificate names two issuers") }
            issuer = issuers.first
        } catch let fault as CertificateChain.Fault {
            throw fault
        } catch { throw CertificateChain.Fault(what: "an extension of the certificate cannot be read") }
    }

    /// Whether it is for a host, as RFC 6125 has it: `*` stands for the whole first label.
    func isFor(host: String) -> Bool {
        let wanted = Self.labels(host)
        return hosts.contains { pattern in
            let labels = Self.labels(pattern)
            guard labels.count == wanted.count, !labels.isEmpty else { return false }
            if labels[0] == "*" { return labels.count > 2 && labels[1...] == wanted[1...] }
            return labels == wanted
        }
    }

    private static func labels(_ host: String) -> [String] {
        var parts = host.lowercased().split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if parts.last == "" { parts.removeLast() }
        return parts
    }

    /// Whether a text can be the name of a host, and is no address.
    static func isName(_ text: String) -> Bool {
        let labels = labels(text)
        guard !labels.isEmpty, text.utf8.count < 254, let last = labels.last, last.contains(where: { !$0.isNumber }) else { return false }
        return labels.allSatisfy { label in
            !label.isEmpty && label.utf8.count < 64
                && label.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 95 }
        }
    }
}
