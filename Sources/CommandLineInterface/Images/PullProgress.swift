internal import Linux
internal import OCISpecification
internal import RegistryAccess
internal import Synchronization

/// Shows how a pull or push goes on, on standard error: bars on a terminal, lines elsewhere.
final class PullProgress: Sendable {
    private struct Row {
        var digest: Digest
        var size: Int64
        var state: LayerTransferState
    }
    private struct Picture {
        var rows: [Row] = []
        /// Lines that stand on the terminal and are drawn over.
        var drawn = 0
        var lastDrawing: Int64 = 0
    }

    private let quiet: Bool
    private let isTerminal: Bool
    private let picture = Mutex(Picture())

    init(quiet: Bool) {
        self.quiet = quiet
        isTerminal = Terminal.isTerminal(2)
    }

    func tell(_ event: TransferEvent) {
        if quiet { return }
        let isTerminal = self.isTerminal
        let text = picture.withLock { picture in Self.note(event, in: &picture, isTerminal: isTerminal) }
        if !text.isEmpty { Console.write(text, to: 2) }
    }

    /// Draws the last state.
    func finish() {
        guard !quiet, isTerminal else { return }
        let text = picture.withLock { picture in Self.drawing(&picture) }
        if !text.isEmpty { Console.write(text, to: 2) }
    }

    private static func note(_ event: TransferEvent, in picture: inout Picture, isTerminal: Bool) -> String {
        switch event {
        case .layers(let layers):
            picture.rows = layers.map { Row(digest: $0.digest, size: $0.size, state: .transferring(done: 0, total: $0.size)) }
            return isTerminal ? drawing(&picture) : ""
        case .layer(let digest, let state):
            guard let index = picture.rows.firstIndex(where: { $0.digest == digest }) else { return "" }
            picture.rows[index].state = state
            if isTerminal {
                let now = monotonicNanoseconds()
                guard now - picture.lastDrawing > 60_000_000 else { return "" }
                picture.lastDrawing = now
                return drawing(&picture)
            }
            switch state {
            case .present, .done, .mounted, .retrying: return "Copying blob \(digest.description) \(words(state))\n"
            default: return ""
            }
        case .notice(let text):
            picture.drawn = 0
            return text + "\n"
        }
    }

    private static func drawing(_ picture: inout Picture) -> String {
        guard !picture.rows.isEmpty else { return "" }
        // Back to the first line, each line cleared before it is written (ECMA-48: CUU, EL).
        var text = picture.drawn > 0 ? "\u{1b}[\(picture.drawn)A" : ""
        for row in picture.rows { text += "\u{1b}[2K\(line(row))\n" }
        picture.drawn = picture.rows.count
        return text
    }

    private static func line(_ row: Row) -> String {
        let name = "Copying blob \(row.digest.hex.prefix(12))"
        if case .transferring(let done, let total) = row.state {
            let width = 36
            let filled = total > 0 ? min(width, Int(done * Int64(width) / total)) : 0
            let bar = String(repeating: "=", count: filled) + String(repeating: "-", count: width - filled)
            return "\(name) [\(bar)] \(HumanSize.decimal(done)) / \(HumanSize.decimal(total))"
        }
        return "\(name) \(words(row.state))"
    }

    private static func words(_ state: LayerTransferState) -> String {
        switch state {
        case .present: "skipped: already exists"
        case .waiting: "waits for another process"
        case .transferring: "copying"
        case .unpacking: "unpacking"
        case .retrying(let why): "is tried again: \(why)"
        case .mounted(let from): "taken from \(from)"
        case .done: "done"
        }
    }
}
