import ContainerEngine
import Testing

@testable import CommandLineInterface

@Suite struct DetachScannerTests {
    @Test func `what is typed passes, but for the keys`() {
        var scanner = DetachScanner(.standard)
        #expect(scanner.scan([97, 98]) == ([97, 98], false))
        #expect(scanner.scan([97, 16]) == ([97], false))
        #expect(scanner.scan([98]) == ([16, 98], false))
        #expect(scanner.scan([16, 16]) == ([16], false))
        #expect(scanner.scan([17, 99]) == ([], true))
    }

    @Test func `without keys everything passes`() {
        var scanner = DetachScanner(DetachKeys(sequence: []))
        #expect(scanner.scan([16, 17]) == ([16, 17], false))
    }
}
