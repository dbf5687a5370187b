internal import FoundationEssentials
internal import Linux
internal import SwiftASN1
@_spi(FixedExpiryValidationTime) internal import X509

/// Certificates for signing, and the authorities that they come from.
struct CertificateChain {
    let roots: [Certificate]
    let intermediates: [Certificate]

    /// The certificates of files or data in PEM form, of which there is at least one.
    static func certificates(_ source: KeySource, of policy: String) throws(TrustError) -> [Certificate] {
        var found: [Certificate] = []
        func add(_ bytes: [UInt8], _ place: String) throws(TrustError) {
            do throws(Fault) { found += try parse(bytes) } catch {
                throw TrustError(.configuration, doing: "read the certificates", subject: place, cause: error.what)
            }
        }
        switch source {
        case .data(let all): for bytes in all { try add(bytes, policy) }
        case .files(let paths):
            for path in paths {
                let bytes: [UInt8]
                do throws(SystemCallError) { bytes = try readFile(path, limit: 4 << 20) } catch {
                    throw TrustError(.configuration, doing: "read the certificates", subject: path, cause: error.errno.words)
                }
                try add(bytes, path)
            }
        }
        return found
    }

    struct Fault: Error { let what: String }

    /// All certificates of a text in PEM form.
    static func parse(_ bytes: [UInt8]) throws(Fault) -> [Certificate] {
        guard let blocks = PEMText.blocks(bytes), !blocks.isEmpty else { throw Fault(what: "it is not in PEM form") }
        guard blocks.count <= 200 else { throw Fault(what: "there are more than 200 certificates in it") }
        var found: [Certificate] = []
        for block in blocks {
            guard block.label == "CERTIFICATE" else { throw Fault(what: "it holds a \(visible(block.label)), not a CERTIFICATE") }
            do { found.append(try Certificate(derEncoded: block.bytes)) } catch {
                throw Fault(what: "a certificate in it cannot be read (\(visible("\(error)")))")
            }
        }
        return found
    }

    /// Throws unless the certificate may sign and leads to one of the roots at a time.
    /// - Parameters:
    ///   - more: certificates that came with the signature.
    ///   - seconds: since 1970.
    func verify(_ leaf: Certificate, with more: [Certificate], at seconds: Int64) async throws(Fault) {
        let time = Date(timeIntervalSince1970: Double(seconds))
        guard leaf.notValidBefore <= time, time <= leaf.notValidAfter else {
            let (first, last) = (leaf.notValidBefore.timeIntervalSince1970, leaf.notValidAfter.timeIntervalSince1970)
            throw Fault(
                what:
                    "its certificate is valid from \(Timestamp(seconds: Int64(first)).rfc3339) to \(Timestamp(seconds: Int64(last)).rfc3339),"
                    + " not at \(Timestamp(seconds: seconds).rfc3339)")
        }
        var verifier = Verifier(rootCertificates: CertificateStore(roots)) {
            RFC5280Policy(fixedExpiryValidationTime: time)
            SigningPolicy()
        }
        switch await verifier.validate(leaf: leaf, intermediates: CertificateStore(intermediates + more)) {
        case .validCertificate: return
        case .couldNotValidate(let failures):
            // A reason of the library goes on with all that is in the certificate.
            let reasons = failures.prefix(3).map { visible(String("\($0.policyFailureReason)".prefix(120))) }
            throw Fault(
                what: "the certificate leads to none of the authorities"
                    + (reasons.isEmpty ? "" : " (\(reasons.joined(separator: "; ")))"))
        }
    }
}

/// What is asked of each certificate beside RFC 5280's rules: that it is for signing code, and that those above it are
/// authorities.
private struct SigningPolicy: VerifierPolicy {
    let verifyingCriticalExtensions: [ASN1ObjectIdentifier] = [
        .X509ExtensionID.extendedKeyUsage,
        // Who it is for is compared after this.
        .X509ExtensionID.subjectAlternativeName,
    ]

    mutating func chainMeetsPolicyRequirements(chain: UnverifiedCertificateChain) -> PolicyEvaluationResult {
        do {
            for (number, certificate) in chain.enumerated() {
                let isRoot = number == chain.count - 1
                if let usages = try certificate.extensions.extendedKeyUsage,
                    !usages.contains(where: { $0 == .codeSigning || $0 == .any }), !isRoot
                {
                    return .failsToMeetPolicy(reason: "a certificate is not for signing code")
                }
                if !isRoot, certificate.signatureAlgorithm == .sha1WithRSAEncryption {
                    return .failsToMeetPolicy(reason: "a certificate is signed with SHA-1")
                }
                if number == 0 { continue }
                if let usage = try certificate.extensions.keyUsage, !usage.keyCertSign {
                    return .failsToMeetPolicy(reason: "an authority may not sign certificates")
                }
                if isRoot { continue }
                guard case .isCertificateAuthority = try certificate.extensions.basicConstraints else {
                    return .failsToMeetPolicy(reason: "a certificate is signed by one that is no authority")
                }
            }
            return .meetsPolicy
        } catch { return .failsToMeetPolicy(reason: "an extension of a certificate cannot be read") }
    }
}
