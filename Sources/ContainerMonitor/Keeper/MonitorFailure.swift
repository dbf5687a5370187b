internal import ContainerState
internal import Linux

/// Why a container could not be started or watched: the exit code for the command and the words for the user.
struct MonitorFailure: Error {
    let code: UInt8
    let message: String
    /// The first client was told already.
    var sent = false

    init(code: UInt8, _ message: String) {
        self.code = code
        self.message = message
    }

    init(_ doing: String, _ cause: SystemCallError) { self.init(code: 125, "\(doing): \(cause)") }

    /// Tells the waiting command at once, while its socket is at hand.
    init(code: UInt8, _ message: String, client: consuming Descriptor?) {
        self.init(code: code, message)
        if let client {
            _ = try? client.send(AttachMessage.failed(code: code, message: message).packet)  // the command may be gone
            sent = true
        }
    }
}
