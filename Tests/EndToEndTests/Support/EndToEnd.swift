import Linux
import TestSupport
import Testing

/// All tests with real containers, one after another: they share the bridge, the firewall and the machine.
@Suite(.serialized, .enabled(if: TestedEngine.canRun, "needs root, /bin/busybox and the built executables"))
enum EndToEnd {}

struct PreparationFailed: Error, CustomStringConvertible {
    let description: String
}

/// Runs a test in a sandbox with images loaded, and checks that nothing of it is left afterwards.
func withSandbox(
    _ owner: Sandbox.Owner = .root, images: [String] = [Fixtures.busybox], sourceLocation: SourceLocation = #_sourceLocation,
    _ body: (Sandbox) throws -> Void
) throws {
    let box = try Sandbox(owner)
    var problem: (any Error)?
    do {
        for image in images {
            let loaded = try box.run("apus load -q -i \(image)")
            if loaded.code != 0 { throw PreparationFailed(description: "loading \(image) failed: \(loaded.report)") }
        }
        try body(box)
    } catch { problem = error }
    let left = try box.finish()
    #expect(left.isEmpty, "left behind: \(left.joined(separator: "\n"))", sourceLocation: sourceLocation)
    if let problem { throw problem }
}

extension Sandbox {
    /// Runs a line of shell and checks how it went: its exit code, its whole output without the white space around it, and words
    /// that its output or its errors must have in them.
    @discardableResult
    func check(
        _ line: String, code: Int32? = 0, is output: String? = nil, has: [String] = [], says: [String] = [], lacks: [String] = [],
        input: String = "", seconds: Int = 60, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> CommandResult {
        let result = try run(line, input: input, seconds: seconds)
        var wrong: [String] = []
        if let code, result.code != code { wrong.append("exit code \(result.code), not \(code)") }
        if let output, result.text != output { wrong.append("output is not \"\(output)\"") }
        for part in has where !contains(result.output, part) { wrong.append("the output lacks \"\(part)\"") }
        for part in says where !contains(result.errors.lowercased(), part.lowercased()) { wrong.append("the errors lack \"\(part)\"") }
        for part in lacks where contains(result.output, part) { wrong.append("the output has \"\(part)\"") }
        if result.heldOpen { wrong.append("something left behind holds the output open") }
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "; "))\n\(result.report)", sourceLocation: sourceLocation)
        return result
    }

    /// Repeats a line until its output is as wanted.
    @discardableResult
    func eventually(
        _ line: String, is output: String? = nil, has: [String] = [], seconds: Int = 10,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> CommandResult {
        let end = monotonicMilliseconds() + seconds * 1000
        while true {
            let result = try run(line)
            let good = (output == nil || result.text == output!) && has.allSatisfy { contains(result.output, $0) }
            if good { return result }
            if monotonicMilliseconds() > end {
                #expect(
                    Bool(false), "not within \(seconds) s: output \"\(output ?? "")\" \(has)\n\(result.report)",
                    sourceLocation: sourceLocation)
                return result
            }
            pause(milliseconds: 50)
        }
    }
}
