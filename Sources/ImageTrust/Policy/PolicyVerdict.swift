internal import OCISpecification

extension TrustPolicy {
    /// Judges an image by its manifest and the signatures that were found for it; throws unless all that is asked of
    /// its place is met. Signatures are data: nothing in them makes more of an image acceptable than their keys say.
    /// - Parameter certified: what ``certified(_:for:)`` made of the same signatures of sigstore.
    public func judge(
        _ place: TrustedPlace, manifest: [UInt8], simple: [[UInt8]], sigstore: [SigstoreSignature],
        certified: CertifiedKeys = CertifiedKeys(), environment: [String: String]
    ) throws(TrustError) {
        let (scope, requirements) = requirements(for: place)
        for (index, requirement) in requirements.enumerated() {
            switch requirement {
            case .acceptAnything: continue
            case .reject, .unsupported: try refuse(requirement, place, scope)
            case .signedBy(let keys, let rule):
                let keyring = try OpenPGPKeyring(keys, path)
                try accept(place, scope, simple.count) { number throws(TrustError) in
                    let payload = try keyring.verified(simple[number], environment)
                    try check(payload, .simple, rule, place, manifest)
                }
            case .sigstoreSigned(let wanted):
                let known = try signers(wanted)
                try accept(place, scope, sigstore.count) { number throws(TrustError) in
                    let signature = sigstore[number]
                    guard let known else {
                        guard try certified.key(index, number).verifies(signature.signature, of: signature.payload) else {
                            throw rejection(place, "", "it was not made with the key of its certificate")
                        }
                        return try check(signature.payload, .sigstore, wanted.identity, place, manifest)
                    }
                    try known.check(signature) { (cause) throws(TrustError) -> Never in throw rejection(place, "", cause) }
                    try check(signature.payload, .sigstore, wanted.identity, place, manifest)
                }
            }
        }
    }

    /// Throws where no image of the place can be acceptable, whatever its signatures.
    public func refuseAtOnce(_ place: TrustedPlace) throws(TrustError) {
        let (scope, requirements) = requirements(for: place)
        for requirement in requirements { try refuse(requirement, place, scope) }
    }

    private func refuse(_ requirement: PolicyRequirement, _ place: TrustedPlace, _ scope: String) throws(TrustError) {
        switch requirement {
        case .reject: throw rejection(place, scope, "images of this place are not to be used")
        case .unsupported(let what):
            throw TrustError(
                .unsupported, doing: "check the signatures of", subject: place.description,
                cause: "\(path) asks for \(what) (\(scope)), which is not supported", advice: "Nothing of the image was used")
        default: break
        }
    }

    /// One acceptable signature is enough.
    private func accept(
        _ place: TrustedPlace, _ scope: String, _ count: Int, _ attempt: (Int) throws(TrustError) -> Void
    ) throws(TrustError) {
        guard count > 0 else { throw rejection(place, scope, "A signature was required, but no signature exists") }
        var faults: [String] = []
        for number in 0..<count {
            do throws(TrustError) { return try attempt(number) } catch {
                if error.code != .rejected { throw error }
                faults.append(error.cause)
            }
        }
        throw rejection(
            place, scope, count == 1 ? faults[0] : "None of the signatures were accepted, reasons: \(faults.joined(separator: "; "))")
    }

    private func check(
        _ payload: [UInt8], _ kind: SignedClaim.Kind, _ rule: IdentityRule, _ place: TrustedPlace, _ manifest: [UInt8]
    ) throws(TrustError) {
        func refusal(_ cause: String) -> TrustError { rejection(place, "", cause) }
        let claim: SignedClaim
        do throws(SignedClaim.Fault) { claim = try SignedClaim(parsing: payload, kind: kind) } catch {
            throw refusal("the signature says what is not understood: \(error.what)")
        }
        guard claim.digest == SignedClaim.digest(of: manifest, algorithm: claim.digest.algorithm) else {
            throw refusal("the signature is for another image, \(claim.digest)")
        }
        guard rule.accepts(claim.reference, for: place.reference) else {
            throw refusal("Signature for identity \(visible(claim.reference)) is not accepted")
        }
    }

    /// Keys that signatures have to be made with, and those of logs that have to have them.
    private struct Signers {
        let keys: [SigstorePublicKey]
        let logs: [SigstorePublicKey]?

        func check(_ signature: SigstoreSignature, _ refuse: (String) throws(TrustError) -> Never) throws(TrustError) {
            guard let key = keys.first(where: { $0.verifies(signature.signature, of: signature.payload) }) else {
                try refuse("it was not made with a key that the policy names")
            }
            guard let logs else { return }
            do throws(CertificateChain.Fault) { _ = try LogEntry.verify(signature, keyOrCertificate: key.der, logs) } catch {
                try refuse(error.what)
            }
        }
    }

    /// Nil where certificates say which keys count.
    private func signers(_ wanted: SigstoreRequirement) throws(TrustError) -> Signers? {
        guard case .keys(let source) = wanted.signer else { return nil }
        return Signers(
            keys: try publicKeys(source), logs: try wanted.logKeys.map { (keys) throws(TrustError) in try logKeys(keys) })
    }

    private func publicKeys(_ source: KeySource) throws(TrustError) -> [SigstorePublicKey] {
        var keys: [SigstorePublicKey] = []
        switch source {
        case .data(let all): for data in all { keys += try SigstorePublicKey.parse(data, of: path) }
        case .files(let paths): for path in paths { keys += try SigstorePublicKey.read(path) }
        }
        return keys
    }

    func logKeys(_ source: KeySource) throws(TrustError) -> [SigstorePublicKey] {
        let keys = try publicKeys(source)
        guard keys.allSatisfy(\.isElliptic) else {
            throw TrustError(.configuration, doing: "read the policy", subject: path, cause: "a public key of Rekor is not of ECDSA")
        }
        return keys
    }

    private func rejection(_ place: TrustedPlace, _ scope: String, _ cause: String) -> TrustError {
        TrustError(
            .rejected, doing: "use", subject: place.description,
            cause: scope.isEmpty ? cause : "Source image rejected: \(cause) (\(path): \(scope))",
            advice: scope.isEmpty ? "" : "Nothing of the image was used")
    }
}

/// Text of others for a terminal.
func visible(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.prefix(300).map { $0.value < 32 || $0.value == 127 ? "?" : $0 }))
}
