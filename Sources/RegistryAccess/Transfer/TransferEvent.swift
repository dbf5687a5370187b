public import OCISpecification

/// What a pull or push tells while it goes on.
public enum TransferEvent: Sendable {
    /// What will be transferred, in the order of the image: its layers, lowest first, with their sizes in bytes.
    case layers([ContentDescriptor])
    /// The state of one layer, by the digest of its blob.
    case layer(Digest, LayerTransferState)
    /// Something worth a line of its own, such as a pause before another attempt.
    case notice(String)
}

public enum LayerTransferState: Hashable, Sendable {
    /// It is there already.
    case present
    /// Another process transfers the same layer.
    case waiting
    /// Bytes that are there, of all.
    case transferring(done: Int64, total: Int64)
    /// All bytes are there; files are still being written.
    case unpacking
    case retrying(String)
    /// Pushed without its bytes: the registry took it from another of its repositories.
    case mounted(from: String)
    case done
}
