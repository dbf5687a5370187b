internal import JSONText

/// Reads what `sigstoreSigned` asks for.
extension PolicyReader {
    func sigstore(_ value: JSONValue, _ place: String) throws(TrustError) -> SigstoreRequirement {
        let ofKeys = ["keyPath", "keyPaths", "keyData", "keyDatas"]
        let ofLogs = ["rekorPublicKeyPath", "rekorPublicKeyPaths", "rekorPublicKeyData", "rekorPublicKeyDatas"]
        let members = try object(value, place, allowed: ["type", "fulcio", "pki", "signedIdentity"] + ofKeys + ofLogs)
        var signers: [SigstoreRequirement.Signer] = []
        if let keys = try source(members, ofKeys, place) { signers.append(.keys(keys)) }
        if let fulcio = members["fulcio"] { signers.append(.fulcio(try self.fulcio(fulcio, "fulcio of \(place)"))) }
        if let authority = members["pki"] { signers.append(.authority(try self.authority(authority, "pki of \(place)"))) }
        guard signers.count == 1, let signer = signers.first else {
            throw refusal("a requirement of \(place) has exactly one of keyPath, keyPaths, keyData, keyDatas, fulcio and pki")
        }
        let logKeys = try source(members, ofLogs, place)
        if case .fulcio = signer, logKeys == nil {
            throw refusal("fulcio of \(place) needs the key of a log: \(ofLogs.joined(separator: ", "))")
        }
        return SigstoreRequirement(signer: signer, logKeys: logKeys, identity: try identity(members["signedIdentity"], place))
    }

    private func fulcio(_ value: JSONValue, _ place: String) throws(TrustError) -> FulcioSigner {
        let members = try object(value, place, allowed: ["caPath", "caData", "oidcIssuer", "subjectEmail"])
        guard let authorities = try source(members, ["caPath", "caData"], place) else {
            throw refusal("\(place) has neither caPath nor caData")
        }
        guard let issuer = try text(members, "oidcIssuer", place) else { throw refusal("\(place) has no oidcIssuer") }
        guard let email = try text(members, "subjectEmail", place) else { throw refusal("\(place) has no subjectEmail") }
        return FulcioSigner(authorities: authorities, issuer: issuer, email: email)
    }

    private func authority(_ value: JSONValue, _ place: String) throws(TrustError) -> CertifiedSigner {
        let members = try object(
            value, place,
            allowed: ["caRootsPath", "caRootsData", "caIntermediatesPath", "caIntermediatesData", "subjectEmail", "subjectHostname"])
        guard let roots = try source(members, ["caRootsPath", "caRootsData"], place) else {
            throw refusal("\(place) has neither caRootsPath nor caRootsData")
        }
        let signer = CertifiedSigner(
            roots: roots, intermediates: try source(members, ["caIntermediatesPath", "caIntermediatesData"], place),
            email: try text(members, "subjectEmail", place), hostname: try text(members, "subjectHostname", place))
        guard signer.email != nil || signer.hostname != nil else {
            throw refusal("\(place) has neither subjectEmail nor subjectHostname")
        }
        if let hostname = signer.hostname, !CertificateSubject.isName(hostname) {
            throw refusal("subjectHostname of \(place) is no name of a host (\(hostname)); addresses are not looked for")
        }
        return signer
    }

    private func text(_ members: JSONObject, _ name: String, _ place: String) throws(TrustError) -> String? {
        guard let value = members[name] else { return nil }
        guard let text = value.stringValue, !text.isEmpty else { throw refusal("\(name) of \(place) is no text") }
        return text
    }
}
