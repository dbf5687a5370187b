internal import Linux
internal import X509

/// What the certificates of signatures come to, for each requirement that asks for certificates: the key that signed, or why
/// its certificate does not count. Found out before a policy judges, for checking certificates waits.
public struct CertifiedKeys: Sendable {
    struct Place: Hashable {
        let requirement: Int
        let signature: Int
    }
    var keys: [Place: Result<SigstorePublicKey, TrustError>] = [:]

    public init() {}

    /// The key that a signature was made with.
    func key(_ requirement: Int, _ signature: Int) throws(TrustError) -> SigstorePublicKey {
        guard let found = keys[Place(requirement: requirement, signature: signature)] else {
            throw TrustError(.rejected, doing: "check", subject: "the signature", cause: "its certificate was not looked at")
        }
        return try found.get()
    }
}

extension TrustPolicy {
    /// Checks the certificates of signatures as far as the policy asks for any.
    public func certified(_ signatures: [SigstoreSignature], for place: TrustedPlace) async throws(TrustError) -> CertifiedKeys {
        var found = CertifiedKeys()
        for (number, requirement) in requirements(for: place).requirements.enumerated() {
            guard case .sigstoreSigned(let wanted) = requirement else { continue }
            if case .keys = wanted.signer { continue }
            let logs = try wanted.logKeys.map { (keys) throws(TrustError) in try logKeys(keys) }
            let chain = try chain(of: wanted.signer)
            for (index, signature) in signatures.enumerated() {
                let key: Result<SigstorePublicKey, TrustError>
                do throws(CertificateChain.Fault) {
                    key = .success(try await Self.key(of: signature, wanted.signer, chain, logs))
                } catch {
                    key = .failure(TrustError(.rejected, doing: "check", subject: "the signature", cause: error.what))
                }
                found.keys[CertifiedKeys.Place(requirement: number, signature: index)] = key
            }
        }
        return found
    }

    private func chain(of signer: SigstoreRequirement.Signer) throws(TrustError) -> CertificateChain {
        switch signer {
        case .keys: return CertificateChain(roots: [], intermediates: [])
        case .fulcio(let fulcio):
            return CertificateChain(roots: try CertificateChain.certificates(fulcio.authorities, of: path), intermediates: [])
        case .authority(let own):
            var intermediates: [Certificate] = []
            if let more = own.intermediates { intermediates = try CertificateChain.certificates(more, of: path) }
            return CertificateChain(roots: try CertificateChain.certificates(own.roots, of: path), intermediates: intermediates)
        }
    }

    private static func key(
        of signature: SigstoreSignature, _ signer: SigstoreRequirement.Signer, _ chain: CertificateChain, _ logs: [SigstorePublicKey]?
    ) async throws(CertificateChain.Fault) -> SigstorePublicKey {
        func fault(_ what: String) -> CertificateChain.Fault { CertificateChain.Fault(what: what) }
        guard let text = signature.certificate else { throw fault("it has no certificate (\(SigstoreSignature.certificateAnnotation))") }
        let leaves = try CertificateChain.parse(Array(text.utf8))
        guard leaves.count == 1, let leaf = leaves.first, let block = PEMText.blocks(Array(text.utf8))?.first else {
            throw fault("it has \(leaves.count) certificates where there is to be one")
        }
        var more: [Certificate] = []
        if let text = signature.chain { more = try CertificateChain.parse(Array(text.utf8)).dropLast() }
        var seconds = Int64(Timestamp.now.seconds)
        if let logs {
            let logged = try LogEntry.verify(signature, keyOrCertificate: block.bytes, logs)
            // Fulcio's certificates are valid for minutes: what counts is when the signature was logged.
            if case .fulcio = signer { seconds = logged }
        }
        try await chain.verify(leaf, with: more, at: seconds)
        let subject = try CertificateSubject(leaf)
        func check(email: String) throws(CertificateChain.Fault) {
            guard subject.emails.contains(email) else {
                throw fault("its certificate is for \(visible(subject.emails.joined(separator: ", "))), not for \(email)")
            }
        }
        switch signer {
        case .keys: break
        case .fulcio(let wanted):
            guard let issuer = subject.issuer else { throw fault("its certificate names no issuer of logins") }
            guard issuer == wanted.issuer else { throw fault("the login was at \(visible(issuer)), not at \(wanted.issuer)") }
            try check(email: wanted.email)
        case .authority(let wanted):
            if let email = wanted.email { try check(email: email) }
            if let host = wanted.hostname, !subject.isFor(host: host) {
                throw fault("its certificate is for \(visible(subject.hosts.joined(separator: ", "))), not for \(host)")
            }
        }
        guard let key = SigstorePublicKey(leaf.publicKey) else { throw fault("the kind of key of its certificate is not supported") }
        return key
    }
}
