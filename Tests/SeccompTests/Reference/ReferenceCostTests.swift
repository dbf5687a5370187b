import Linux
import OCISpecification
import Testing

@testable import Seccomp

/// What a system call costs under our filter of podman's default profile, and under libseccomp's.
@Suite(.enabled(if: ReferenceLibrary.found != nil, "libseccomp2 is not installed")) struct ReferenceCostTests {
    /// Sums over every call that the filter allows with arguments of zero.
    private func cost(_ instructions: [FilterInstruction], on architecture: SystemCallArchitecture) -> (mean: Double, most: Int) {
        var filter = FastInterpreter(instructions)
        filter.set([UInt64](repeating: 0, count: 6))
        var steps: [Int] = []
        for name in SystemCallTable.names {
            guard let number = SystemCallTable.number(of: name, on: architecture) else { continue }
            filter.set(token: architecture.auditToken, number: number)
            let run = filter.run()
            if run.answer == allowed { steps.append(run.steps) }
        }
        return (Double(steps.reduce(0, +)) / Double(steps.count), steps.max()!)
    }

    @Test func `an allowed call costs fewer instructions than under libseccomp's filter, the tree included`() throws {
        let library = ReferenceLibrary.found!
        for native in [SystemCallArchitecture.x86_64, .aarch64] {
            let profile = DefaultProfile.make(capabilities: [], architecture: native)
            let ours = try SeccompProgram(compiling: profile, native: native).instructions
            let plain = try ReferenceProgram(profile, native: native, tree: false, library: library).instructions
            let tree = try ReferenceProgram(profile, native: native, tree: true, library: library).instructions
            let also: SystemCallArchitecture = native == .x86_64 ? .x86 : .arm
            for architecture in [native, also] {
                let (mine, itsTree) = (cost(ours, on: architecture), cost(tree, on: architecture))
                let itsPlain = cost(plain, on: architecture)
                #expect(mine.mean < itsTree.mean && itsTree.mean < itsPlain.mean)
                #expect(mine.most < itsTree.most)
                #expect(ours.count < tree.count)
            }
        }
    }
}
