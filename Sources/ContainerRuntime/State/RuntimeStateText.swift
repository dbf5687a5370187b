internal import JSONText
internal import OCISpecification

/// The state of a container as JSON text.
enum RuntimeStateText {
    static func write(_ state: RuntimeState) -> [UInt8] {
        // Texts and numbers only: nothing in it can fail to be written.
        (try? JSON.encode(state)) ?? []
    }
}
