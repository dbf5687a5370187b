import OCISpecification
import Testing

@testable import Seccomp

@Suite struct DefaultProfileTests {
    @Test func `the default profile allows what programs need and refuses the rest`() throws {
        let filter = FilterSimulator(
            try SeccompProgram(compiling: DefaultProfile.make(capabilities: [], architecture: .x86_64), native: .x86_64))
        #expect(filter.answer(.x86_64, "read") == allowed)
        #expect(filter.answer(.x86, "read") == allowed)
        #expect(filter.answer(.x32, "read") == allowed)
        #expect(filter.answer(.x86_64, "bpf") == refused(1))
        #expect(filter.answer(.x86_64, "io_uring_setup") == refused(38))
        #expect(filter.answer(.x86_64, "socket", [16, 3, 9]) == refused(22))
        #expect(filter.answer(.x86_64, "socket", [16, 3, 0]) == allowed)
        #expect(filter.answer(.x86_64, "socket", [1, 3, 9]) == allowed)
        #expect(filter.answer(.x86_64, "personality", [8]) == allowed)
        #expect(filter.answer(.x86_64, "personality", [9]) == refused(38))
        #expect(filter.run(.aarch64, 0).answer == killed)
    }
}
