package dev.segue.examples.orders.spring.v2;

import dev.segue.client.duplicate.StaleInstanceException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * An instance that was frozen for longer than its lease may not write before its next heartbeat. Nothing was written then, so
 * the load balancer is asked to take the request elsewhere.
 */
@RestControllerAdvice
class StaleInstanceAdvice {

    @ExceptionHandler(StaleInstanceException.class)
    ResponseEntity<Void> elsewhere() {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, "1")
                .build();
    }
}
