import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// The same command lines through us and through Debian's podman: exit code, output and whether there is an error text.
    @Suite(.enabled(if: Podman.isInstalled && TestedEngine.isOurs, "needs podman")) struct Comparison {
        @Test(arguments: ComparisonCases.groups)
        func `the same happens as with podman`(group: ComparisonCases.Group) throws {
            let ours = try Sandbox()
            let theirs = try Sandbox(.root, engine: .podman)
            defer {
                for box in [ours, theirs] { _ = try? box.finish() }
            }
            for box in [ours, theirs] {
                for image in [Fixtures.busybox, Fixtures.app] {
                    let loaded = try box.run("apus load -q -i \(image)")
                    #expect(loaded.code == 0, "\(loaded.report)")
                }
            }
            for text in group.lines {
                let compared = ComparedLine(text)
                let own = try ours.run(compared.line, seconds: 60)
                let other = try theirs.run(compared.line, seconds: 60)
                var differences: [String] = []
                if own.code != other.code, !compared.accepted.contains("code") { differences.append("exit code \(own.code), podman \(other.code)") }
                if Mask.apply(own.output) != Mask.apply(other.output), !compared.accepted.contains("out") { differences.append("the output differs") }
                if own.errors.isEmpty != other.errors.isEmpty, !compared.accepted.contains("err") {
                    differences.append(own.errors.isEmpty ? "no error text" : "an error text of ours alone")
                }
                #expect(differences.isEmpty, "\(differences.joined(separator: "; "))\n--- apus\n\(own.report)\n--- podman\n\(other.report)")
            }
        }

        @Test func `at least 150 lines are compared and every difference has a reason`() throws {
            let lines = ComparisonCases.groups.flatMap(\.lines).map { ComparedLine($0) }
            #expect(lines.count >= 150)
            let page = String(decoding: try readFile(Fixtures.repository + "/Documentation/Differences.md"), as: UTF8.self)
            for line in lines where !line.accepted.isEmpty {
                #expect(contains(page, "`\(line.reason)`"), "\(line.reason) is not explained in Documentation/Differences.md")
            }
        }
    }
}
