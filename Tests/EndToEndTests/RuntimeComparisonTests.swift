import Linux
import TestSupport
import Testing

extension EndToEnd {
    /// The same command lines through podman with crun and through podman with our runtime.
    @Suite(.enabled(if: Podman.isInstalled && TestedEngine.isOurs && TestedEngine.builtDirectory != nil, "needs podman"))
    struct RuntimeComparison {
        @Test(arguments: RuntimeComparisonCases.groups)
        func `podman does the same with our runtime as with crun`(group: ComparisonCases.Group) throws {
            let ours = try Sandbox(.root, engine: .podman)
            let theirs = try Sandbox(.root, engine: .podman)
            defer {
                for box in [ours, theirs] {
                    _ = try? box.run("apus rm -f -t 0 -a")
                    _ = try? box.finish()
                }
            }
            // conmon gives the runtime a short path of its own: podman wants an absolute one
            let runtime = try ours.run("readlink -f \(TestedEngine.builtDirectory!)/apus-runtime").text
            let wrapper = Podman.wrapper(root: ours.root, runRoot: ours.runRoot, more: "--runtime \(runtime)")
            try replaceFile(ours.path + "/bin/apus", with: Array(wrapper.utf8), mode: 0o755)
            for box in [ours, theirs] {
                for image in [Fixtures.busybox, Fixtures.app] {
                    let loaded = try box.run("apus load -q -i \(image)")
                    #expect(loaded.code == 0, "\(loaded.report)")
                }
            }
            #expect(try contains(ours.run("apus info --format '{{.Host.OCIRuntime.Path}}'").output, "apus-runtime"))
            for text in group.lines {
                let line = ComparedLine(text).line
                let own = try ours.run(line, seconds: 60)
                let other = try theirs.run(line, seconds: 60)
                var differences: [String] = []
                if own.code != other.code { differences.append("exit code \(own.code), crun \(other.code)") }
                if Mask.apply(own.output) != Mask.apply(other.output) { differences.append("the output differs") }
                if own.errors.isEmpty != other.errors.isEmpty { differences.append("only one of them has an error text") }
                if Self.accepted.contains(where: { line.hasPrefix($0) }) { continue }
                #expect(differences.isEmpty, "\(differences.joined(separator: "; "))\n--- ours\n\(own.report)\n--- crun\n\(other.report)")
            }
        }

        /// Lines that differ for a reason.
        private static let accepted: [String] = [
            // without PATH crun looks nowhere; we look where the C library does
            "apus run --rm --unsetenv-all",
            // what is made read-only keeps nosuid, nodev and noexec with us; crun 1.8 loses them
            "apus run --rm busybox sh -c 'cut -d\" \" -f5,6 /proc/self/mountinfo",
        ]

        @Test func `at least 200 lines go through podman`() {
            #expect(RuntimeComparisonCases.groups.flatMap(\.lines).count >= 200)
        }
    }
}
