public import OCISpecification

/// A signature of sigstore as it hangs on an image in a registry: what was signed, and the signature.
public struct SigstoreSignature: Sendable, Hashable {
    /// Of the layer that holds the payload.
    public static let mediaType = "application/vnd.dev.cosign.simplesigning.v1+json"
    /// The annotation of that layer with the signature in Base64.
    public static let annotation = "dev.cosignproject.cosign/signature"
    /// Annotations with the certificate of the key that signed, those above it, and the proof of a log.
    public static let certificateAnnotation = "dev.sigstore.cosign/certificate"
    public static let chainAnnotation = "dev.sigstore.cosign/chain"
    public static let logAnnotation = "dev.sigstore.cosign/bundle"
    /// More is no payload.
    public static let largest = 4 << 20

    public let payload: [UInt8]
    public let signature: [UInt8]
    public var certificate: String?
    public var chain: String?
    public var logEntry: String?

    public init(payload: [UInt8], signature: [UInt8]) {
        self.payload = payload
        self.signature = signature
    }

    /// The tag under which the signatures of a manifest are.
    public static func tag(of digest: Digest) -> String { "\(digest.algorithm)-\(digest.hex).sig" }
}
