/// What is worth telling although it stops nothing, kept until the command that made the container tells it.
public enum RuntimeWarnings {
    // Read and written by one thread: this process never has a second.
    nonisolated(unsafe) private static var texts: [String] = []

    static func add(_ text: String) { unsafe texts.append(text) }

    /// All since the last call.
    public static func take() -> [String] {
        let taken = unsafe texts
        unsafe texts = []
        return taken
    }
}
