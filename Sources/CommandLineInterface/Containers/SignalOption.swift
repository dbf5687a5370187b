internal import ContainerEngine
internal import OCISpecification

/// A signal as users name it: SIGTERM, TERM, 15, RTMIN+3.
enum SignalOption {
    static func parse(_ text: String) throws(EngineError) -> Int32 {
        do throws(SignalError) { return try Signal(parsing: text).number } catch {
            throw EngineError(.invalid, "\(error)")
        }
    }
}
