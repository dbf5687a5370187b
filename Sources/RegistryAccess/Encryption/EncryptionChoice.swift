public import ImageTrust
internal import OCISpecification

/// For whom layers are encrypted, and which.
public struct EncryptionChoice: Sendable {
    /// At least one.
    public var recipients: [RecipientKey]
    /// The layers of an image by their places, from 0, or from the last one back with -1; empty for all.
    public var layers: [Int]

    public init(_ recipients: [RecipientKey], layers: [Int] = []) {
        self.recipients = recipients
        self.layers = layers
    }

    struct NoSuchLayer: Error { let number: Int }

    /// Which of so many layers are meant.
    func places(of count: Int) throws(NoSuchLayer) -> Set<Int> {
        if layers.isEmpty { return Set(0..<count) }
        var places: Set<Int> = []
        for number in layers {
            guard (-count..<count).contains(number) else { throw NoSuchLayer(number: number) }
            places.insert(number < 0 ? count + number : number)
        }
        return places
    }
}
